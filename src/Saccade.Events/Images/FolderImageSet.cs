using System.Security.Cryptography;
using Saccade.Events.Sources;

namespace Saccade.Events.Images;

/// <summary>Images in class folders, read when asked for.</summary>
internal sealed class FolderImageSet : ImageSet
{
    private const int HeadLength = 4096;

    private readonly RecordingSource _source;
    private readonly SourceFile[] _files;

    private FolderImageSet(RecordingSource source, IReadOnlyList<string> classes, SourceFile[] files, int[] labels)
        : base(source.Location, classes, labels)
    {
        (_source, _files) = (source, files);
        Identity = Hash(string.Concat(files.Select(f => $"{f.Path}\n{f.Identity}\n")), []);
    }

    public override string Identity { get; }

    public static ImageSet Open(string path)
    {
        var source = RecordingSource.Open(path);
        SourceFile[] files = [.. source.Files.Where(f => f.Path.Split('/').Length == 2 && ImageFile.IsImage(f.Path))];
        if (files.Length == 0)
        {
            source.Dispose();
            throw new DatasetException(path, $"no images found; looked for CLASS/NAME with one of {string.Join(' ', ImageFile.Extensions)}; there are {source.Files.Count} files");
        }

        string[] classes = [.. files.Select(ClassOf).Distinct().Order(StringComparer.Ordinal)];
        return new FolderImageSet(source, classes, files, [.. files.Select(f => Array.BinarySearch(classes, ClassOf(f), StringComparer.Ordinal))]);
    }

    public override string IdOf(int index)
    {
        DatasetExtensions.CheckIndex(index, Count);
        return _files[index].Path;
    }

    public override void Dispose() => _source.Dispose();

    internal override bool StaysReadable => _source is FolderSource;

    internal override long LengthOf(int index) => _files[index].Length;

    internal override byte[] QuickHash(int index)
    {
        using var stream = _source.OpenFile(_files[index]);
        byte[] head = new byte[Math.Min(HeadLength, _files[index].Length)];
        return SHA256.HashData(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
    }

    internal override byte[] ContentHash(int index)
    {
        using var stream = _source.OpenFile(_files[index]);
        return SHA256.HashData(stream);
    }

    private protected override RasterImage Read(int index)
    {
        using var stream = _source.OpenFile(_files[index]);
        return ImageFile.Read(stream, _source.Describe(_files[index]));
    }

    private static string ClassOf(SourceFile file) => file.Path.Split('/')[0];
}
