namespace Saccade.Files;

/// <summary>
/// A file that is being written. It takes its name, in place of any file of that name, only when <see cref="Commit"/> says that it is whole:
/// the content goes to a temporary file in the same folder, is flushed to the disk and then renamed. Whatever interrupts the writing, the previous file survives.
/// </summary>
/// <remarks>
/// <para>The rename is atomic on every supported file system; after a power failure a file system may still show the previous
/// file, never a mixture. Several writers of one path do not disturb each other: each has a temporary file of its own, and who commits last wins.</para>
/// <para>Only regular files are replaced, with their Unix permissions kept. A symbolic link stays, and the file it leads to is replaced. Pipes and devices are written through:
/// the content is collected in a temporary file first, so that it can be seeked, and copied when it is whole.</para>
/// <para>A killed writer leaves its temporary file. The next writer of the same path removes it, and so does <see cref="RemoveStale(string)"/>.</para>
/// </remarks>
public sealed class AtomicFile : IDisposable
{
    private const string TemporarySuffix = ".saccade-tmp";
    private const int Attempts = 10;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly string? _target; // null: written through, since the path is no regular file
    private bool _ended;

    private AtomicFile(string path, string? target, FileStream stream) => (_path, _target, _stream) = (path, target, stream);

    /// <summary>Where the content goes. The stream can seek; it belongs to this object.</summary>
    public Stream Stream => _stream;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <exception cref="IOException">The path is a folder, or nothing can be written beside it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not permit writing.</exception>
    public static AtomicFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Directory.Exists(path))
                throw new IOException("it is a folder");
            if (SpecialFile.IsAt(path))
                return new AtomicFile(path, null, Temporary(Path.Combine(Path.GetTempPath(), "saccade"), FileOptions.DeleteOnClose));
            string target = SpecialFile.EndOfLinks(path);
            if (!Directory.Exists(FolderOf(target)))
                throw new IOException($"there is no folder '{FolderOf(target)}'");
            RemoveStale(FolderOf(target), Path.GetFileName(target) + ".");
            return new AtomicFile(path, target, Temporary(target, FileOptions.None));
        }
        catch (IOException e)
        {
            throw CannotSave(path, e);
        }
    }

    /// <summary>Writes a file as a whole.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="write">Writes the whole content to the stream it is given. The stream can seek. What it throws is passed on, and the previous file is unchanged.</param>
    /// <exception cref="IOException">The content cannot be stored, for example because the disk is full; the previous file is unchanged and the temporary file removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not permit writing.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var file = Create(path);
        try
        {
            write(file.Stream);
        }
        catch (IOException e)
        {
            throw CannotSave(path, e);
        }

        file.Commit();
    }

    /// <inheritdoc cref="Write(string, Action{Stream})" path="/exception"/>
    /// <summary>Writes bytes as a whole file.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="content">The whole content.</param>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = Create(path);
        try
        {
            file.Stream.Write(content);
        }
        catch (IOException e)
        {
            throw CannotSave(path, e);
        }

        file.Commit();
    }

    /// <inheritdoc cref="Write(string, Action{Stream})" path="/exception"/>
    /// <summary>Writes a text file in UTF-8 without a byte-order mark.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="text">The whole content.</param>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Removes what killed writers left in a folder. What somebody is still writing stays.</summary>
    /// <param name="folder">The folder, without its subfolders. A folder that does not exist holds nothing.</param>
    /// <returns>The number of files removed.</returns>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    public static int RemoveStale(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return RemoveStale(folder, "");
    }

    /// <summary>Gives the file its name; it is on the disk when this returns.</summary>
    /// <exception cref="InvalidOperationException">The file has its name already, or was given up.</exception>
    /// <exception cref="IOException">The content cannot be stored; the previous file is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The path does not permit writing.</exception>
    public void Commit()
    {
        if (_ended)
            throw new InvalidOperationException($"'{_path}' has its name already, or was given up");
        try
        {
            if (_target is null)
                CopyThrough();
            else
                Rename(_target);
            _ended = true;
        }
        catch (IOException e)
        {
            throw CannotSave(_path, e);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Gives the file up, unless it has its name: the temporary file is removed, and the previous file is unchanged.</summary>
    public void Dispose()
    {
        bool abandoned = !_ended && _target is not null;
        _ended = true;
        try
        {
            if (abandoned)
                File.Delete(_stream.Name); // before it is closed, while its lock still tells others that it is not stale
            _stream.Dispose();
        }
        catch (IOException)
        {
            // The content is lost already, and the reason is on its way to the caller; a file that cannot be deleted is removed as stale later.
        }
    }

    private void Rename(string target)
    {
        _stream.Flush(flushToDisk: true); // the name must not appear before the content is on the disk
        if (!OperatingSystem.IsWindows() && File.Exists(target))
            File.SetUnixFileMode(_stream.Name, File.GetUnixFileMode(target));
        File.Move(_stream.Name, target, overwrite: true);
    }

    private void CopyThrough()
    {
        _stream.Seek(0, SeekOrigin.Begin);
        using FileStream through = new(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        _stream.CopyTo(through);
    }

    // Shared for deletion, so that it can be renamed while it is open, also on Windows; on Unix the runtime takes a shared lock, which DeleteStale meets.
    private static FileStream Temporary(string beside, FileOptions options)
    {
        for (int attempt = 1; ; attempt++)
        {
            string name = $"{beside}.{Environment.ProcessId}-{Guid.NewGuid():N}{TemporarySuffix}";
            try
            {
                FileStream stream = new(name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 1 << 16, options);
                if (File.Exists(name) || attempt == Attempts)
                    return stream;
                stream.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
            }

            // Somebody who looks for stale files may have come between the making of the file and its lock: once more.
        }
    }

    private static int RemoveStale(string folder, string prefix)
    {
        if (!Directory.Exists(folder))
            return 0;
        int removed = 0;
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            string name = Path.GetFileName(file);
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(TemporarySuffix, StringComparison.Ordinal) && DeleteStale(file))
                removed++;
        }

        return removed;
    }

    /// <summary>Deletes a temporary file unless its writer is at work, in which case it cannot be opened alone.</summary>
    private static bool DeleteStale(string file)
    {
        try
        {
            using (new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0))
                File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;

    private static IOException CannotSave(string path, IOException cause) =>
        new($"cannot save '{path}': {Reason(path, cause)}{(SpecialFile.IsAt(path) ? "" : " (what was there before is unchanged)")}", cause);

    /// <summary>The cause without the name that a file has until it is whole.</summary>
    private static string Reason(string path, Exception cause)
    {
        string text = ErrorText.Of(cause);
        if (!text.Contains(Path.GetFileName(path), StringComparison.Ordinal))
            return text;
        return cause is FileNotFoundException or DirectoryNotFoundException ? "no file can be made in that folder" : cause is PathTooLongException ? "the name is too long for this system" : text;
    }

}
