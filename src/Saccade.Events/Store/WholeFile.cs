namespace Saccade.Events.Store;

/// <summary>Files that appear whole or not at all.</summary>
internal static class WholeFile
{
    private const string TemporaryExtension = ".new";

    /// <summary>Writes a file, replacing one of that name.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + TemporaryExtension;
        using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true); // the name must not appear before the content is on the disk
        }

        File.Move(temporary, path, overwrite: true);
    }
}
