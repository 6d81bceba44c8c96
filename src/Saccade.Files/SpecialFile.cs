using System.Formats.Tar;

namespace Saccade.Files;

/// <summary>Tells pipes, sockets and devices, which must never be replaced by a file, from regular files.</summary>
internal static class SpecialFile
{
    private const int EntryTypeOffset = 156; // of a tar header

    /// <summary>Whether a path, or what its links lead to, exists and is neither a regular file nor a folder.</summary>
    public static bool IsAt(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
            return false;
        string end = EndOfLinks(path);
        // /proc shows an open pipe or socket as a link to a name that is no path; such a link itself can be opened. Any other link to nothing waits for a file.
        return File.Exists(end) ? IsSpecial(end) : end.StartsWith("/proc/", StringComparison.Ordinal);
    }

    /// <summary>The path that a chain of symbolic links ends at; the path itself if it is no link.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string EndOfLinks(string path)
    {
        if (new FileInfo(path).LinkTarget is null)
            return path;

        // Whole, because the framework takes what a bare name links to for a file at the root.
        return File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)!.FullName;
    }

    // The framework offers the kind of a file only where it writes an archive; the attempt ends at the header, before any content is read.
    private static bool IsSpecial(string path)
    {
        using HeaderTap tap = new();
        try
        {
            using TarWriter writer = new(tap, TarEntryFormat.Gnu, leaveOpen: true);
            writer.WriteEntry(path, "x");
        }
        catch (UnauthorizedAccessException)
        {
            return false; // a regular file that may not be read: the framework opens no other kind
        }
        catch (IOException)
        {
            return tap.EntryType is null or TarEntryType.Fifo or TarEntryType.CharacterDevice or TarEntryType.BlockDevice; // null: a socket, which no archive can hold
        }

        return false;
    }

    /// <summary>Takes the type out of an archive's first header and ends the writing.</summary>
    private sealed class HeaderTap : MemoryStream
    {
        public TarEntryType? EntryType { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (EntryType is null && buffer.Length > EntryTypeOffset)
                EntryType = (TarEntryType)buffer[EntryTypeOffset];
            throw new IOException("the header is enough");
        }
    }
}
