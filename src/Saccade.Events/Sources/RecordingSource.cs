using Saccade.Events.Model;

namespace Saccade.Events.Sources;

/// <summary>Something that holds files: a folder or an archive. Files are listed once, when it is opened, and read in place.</summary>
/// <remarks>Reading is safe for use by several threads. Dispose it when no stream of it is in use any more.</remarks>
public abstract class RecordingSource : IDisposable
{
    private protected RecordingSource(string location)
    {
        Location = location;
    }

    /// <summary>Path of the folder or archive.</summary>
    public string Location { get; }

    /// <summary>Its files, sorted by path (ordinal).</summary>
    public abstract IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Opens a folder or a zip archive.</summary>
    /// <param name="path">The folder, or the archive.</param>
    /// <param name="cancellation">Stops the listing of a folder.</param>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="EventFormatException">The file is not a readable zip archive.</exception>
    /// <exception cref="IOException">The folder or file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static RecordingSource Open(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return new FolderSource(path, cancellation);
        if (File.Exists(path))
            return new ZipSource(path);
        throw new FileNotFoundException($"{path}: no such folder or archive", path);
    }

    /// <summary>Opens a file for reading from its first byte, forwards only.</summary>
    /// <param name="file">A file of this source.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="EventFormatException">The archive is damaged at this file.</exception>
    public abstract Stream OpenFile(SourceFile file);

    /// <summary>How a file is named in messages.</summary>
    public abstract string Describe(SourceFile file);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>One file of a source.</summary>
/// <param name="Index">Position in the source's list.</param>
/// <param name="Path">Path inside the source, with forward slashes.</param>
/// <param name="Length">Length in bytes, unpacked.</param>
/// <param name="Identity">Changes when the content does: a checksum, or length and time of the last change.</param>
public sealed record SourceFile(int Index, string Path, long Length, string Identity);
