using System.Buffers.Binary;
using System.Text;

namespace Saccade.Files;

/// <summary>Recognises files that are often given by mistake, so that a message can say what was got instead of what does not fit.</summary>
public static class ForeignFile
{
    /// <summary>Bytes of a file's beginning that are enough to recognise it.</summary>
    public const int HeadBytes = 512;

    private const int SafetensorsStart = 8, MostOfHeader = 100_000_000;

    private static readonly (byte[] Magic, string What)[] _magics =
    [
        ([0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file"),
        ([(byte)'P', (byte)'K', 3, 4], "a ZIP archive (PyTorch's .pt and NumPy's .npz are ZIP archives too)"),
        ([(byte)'P', (byte)'K', 5, 6], "an empty ZIP archive"),
        ([0x1F, 0x8B, 8], "a gzip file; unpack it first"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file; unpack it first"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "an xz file; unpack it first"),
        ("BZh"u8.ToArray(), "a bzip2 file; unpack it first"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive; unpack it first"),
        ("Rar!"u8.ToArray(), "a RAR archive; unpack it first"),
        ([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "a NumPy array"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG image"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        ("GIF8"u8.ToArray(), "a GIF image"),
        ("%PDF-"u8.ToArray(), "a PDF document"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "a program"),
        ("SQLite format 3"u8.ToArray(), "an SQLite database"),
        ([0x80, 2, 0x8A, 10, 0x6C, 0xFC], "a Python pickle (an old PyTorch file)"),
    ];

    private static readonly (byte[] Magic, string What)[] _recordings =
    [
        ("#!AER-DAT"u8.ToArray(), "an AEDAT recording"),
        ("#!AEDAT-"u8.ToArray(), "an AEDAT recording"),
        ("Event Stream"u8.ToArray(), "an Event Stream recording"),
    ];

    /// <summary>What a download left instead of the file that was meant: a page, a pointer; null if it is neither.</summary>
    /// <param name="head">The first bytes of the file, at most <see cref="HeadBytes"/> of which are looked at.</param>
    /// <returns>For example <c>a Git LFS pointer; run git lfs pull</c>.</returns>
    public static string? FailedDownload(ReadOnlySpan<byte> head)
    {
        string text = Text(head);
        if (text.StartsWith("version https://git-lfs.github.com/", StringComparison.Ordinal) || text.StartsWith("version https://hawser.github.com/", StringComparison.Ordinal))
            return "a Git LFS pointer; run git lfs pull";
        if (text.StartsWith("/annex/objects/", StringComparison.Ordinal) || text.StartsWith("../.git/annex/", StringComparison.Ordinal))
            return "a git-annex pointer; run git annex get";
        if (StartsWithAny(text, "<!doctype html", "<html", "<head", "<body"))
            return "an HTML page; download it again";
        if (StartsWithAny(text, "<?xml", "<error", "<response"))
            return "an XML page, as servers answer with errors; download it again";
        return null;
    }

    /// <summary>What a file is, judged by its first bytes; null if it is nothing that is known here.</summary>
    /// <param name="head">The first bytes of the file, at most <see cref="HeadBytes"/> of which are looked at.</param>
    public static string? Describe(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
            return "an empty file";
        if (FailedDownload(head) is { } failed)
            return failed;
        if ((BySignature(head, _magics) ?? BySignature(head, _recordings)) is { } known)
            return known;
        if (head.Length > SafetensorsStart && head[SafetensorsStart] == '{' && BinaryPrimitives.ReadInt64LittleEndian(head) is > 1 and < MostOfHeader)
            return "a safetensors file (a model or checkpoint)";
        return JsonText(head) ?? (IsText(head) ? "text" : null);
    }

    /// <summary>
    /// What a file is that is named as a recording and is none: what a download left, an answer of a server, something packed, an image; null if it may be a recording.
    /// </summary>
    /// <param name="head">The first bytes of the file, at most <see cref="HeadBytes"/> of which are looked at.</param>
    public static string? NoRecording(ReadOnlySpan<byte> head) => FailedDownload(head) ?? BySignature(head, _magics) ?? JsonText(head);

    private static string? BySignature(ReadOnlySpan<byte> head, (byte[] Magic, string What)[] known)
    {
        foreach (var (magic, what) in known)
        {
            if (head.StartsWith(magic))
                return what;
        }

        return null;
    }

    private static string? JsonText(ReadOnlySpan<byte> head) => IsText(head) && Text(head) is ['{' or '[', ..] ? "JSON text" : null;

    private static bool StartsWithAny(string text, params string[] starts) => Array.Exists(starts, s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>The beginning as text, without a byte order mark and white space before it.</summary>
    private static string Text(ReadOnlySpan<byte> head) => Encoding.UTF8.GetString(head[..Math.Min(head.Length, HeadBytes)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');

    /// <summary>Whether the beginning of a file is UTF-8 text without control characters.</summary>
    /// <param name="head">The first bytes of the file, at most <see cref="HeadBytes"/> of which are looked at.</param>
    public static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (byte b in head[..Math.Min(head.Length, HeadBytes)])
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }

        // The last character may be cut in two.
        var part = head[..Math.Min(head.Length, HeadBytes)];
        for (int cut = 0; cut <= 3 && cut < part.Length; cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(part[..^cut]))
                return true;
        }

        return part.IsEmpty;
    }
}
