namespace Saccade.Networks.Files;

/// <summary>
/// Replaces a file as a whole or not at all: the new content goes to a temporary file in the same folder, is flushed to
/// the disk and then renamed over the old one. Whatever interrupts the writing, the previous file survives.
/// </summary>
/// <remarks>
/// The rename itself is atomic on every supported file system; after a power failure a file system may still show the previous
/// file, never a mixture. Two writers of one path exclude each other: the second fails.
/// </remarks>
public static class AtomicFile
{
    private const string TemporarySuffix = ".saccade-tmp";

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="write">Writes the whole content to the stream it is given. The stream can seek.</param>
    /// <exception cref="IOException">The content cannot be stored, for example because the disk is full; the previous file is unchanged and the temporary file removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder does not permit writing.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string temporary = path + TemporarySuffix;
        FileStream stream;
        try
        {
            stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        }
        catch (IOException e)
        {
            // Nothing is removed here: the temporary file may be another writer's.
            throw CannotSave(path, e);
        }

        try
        {
            Fill(stream, write);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            if (e is IOException io)
                throw CannotSave(path, io);
            throw;
        }
    }

    /// <summary>Writes a text file in UTF-8 without a byte-order mark.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="text">The whole content.</param>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Write(path, stream => stream.Write(bytes));
    }

    /// <summary>
    /// Removes what interrupted writers left in a folder. Call it only while no one else can be writing there, for example under a lock of the folder.
    /// </summary>
    /// <param name="folder">The folder, without its subfolders. A folder that does not exist holds nothing.</param>
    /// <returns>The number of files removed.</returns>
    public static int RemoveStale(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            return 0;
        string[] stale = Directory.GetFiles(folder, "*" + TemporarySuffix);
        foreach (string file in stale)
            File.Delete(file);
        return stale.Length;
    }

    private static void Fill(FileStream stream, Action<Stream> write)
    {
        // Disposing flushes again, which on a full disk would throw once more and hide nothing: the first error wins.
        try
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        catch
        {
            Abandon(stream);
            throw;
        }

        stream.Dispose();
    }

    private static void Abandon(FileStream stream)
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // The content is lost already, and the reason is on its way to the caller.
        }
    }

    private static IOException CannotSave(string path, IOException cause) =>
        new($"cannot save '{path}': {cause.Message} (what was there before is unchanged)", cause);
}
