using System.Security.Cryptography;
using Saccade.Events.Sources;

namespace Saccade.Events.Images;

/// <summary>Images in class folders, read when asked for.</summary>
internal sealed class FolderImageSet : ImageSet
{
    private const int HeadLength = 4096;

    private readonly RecordingSource _source;
    private readonly SourceFile[] _files;
    private readonly string _inside;

    /// <param name="source">What the images are in.</param>
    /// <param name="inside">What stands before the class folder in the paths of the files.</param>
    /// <param name="classes">Names of the classes.</param>
    /// <param name="files">The images.</param>
    /// <param name="labels">Their labels.</param>
    private FolderImageSet(RecordingSource source, string inside, IReadOnlyList<string> classes, SourceFile[] files, int[] labels)
        : base(source.Location, classes, labels)
    {
        (_source, _inside, _files) = (source, inside, files);
        Identity = Hash(string.Concat(files.Select(f => $"{f.Path[inside.Length..]}\n{f.Identity}\n")), []);
    }

    public override string Identity { get; }

    public static ImageSet Open(string path) => Open(path, "");

    /// <summary>The parts of an archive, if it has a folder train.</summary>
    public static (ImageSet Train, ImageSet? Test)? PartsOf(string path)
    {
        string[] folders;
        using (var source = RecordingSource.Open(path))
            folders = [.. source.Files.Where(f => f.Path.Split('/').Length == 3 && ImageFile.IsImage(f.Path)).Select(f => f.Path.Split('/')[0]).Distinct()];
        if (!folders.Contains("train"))
            return null;
        string? test = new[] { "test", "val" }.FirstOrDefault(folders.Contains);
        return (Open(path, "train/"), test is null ? null : Open(path, test + "/"));
    }

    private static FolderImageSet Open(string path, string inside)
    {
        var source = RecordingSource.Open(path);
        SourceFile[] files = [.. source.Files.Where(f => f.Path.StartsWith(inside, StringComparison.Ordinal) && f.Path[inside.Length..].Split('/').Length == 2 && ImageFile.IsImage(f.Path))];
        if (files.Length == 0)
        {
            source.Dispose();
            throw new DatasetException(path, $"no images found; looked for CLASS/NAME with one of {string.Join(' ', ImageFile.Extensions)}; there are {source.Files.Count} files");
        }

        string[] names = [.. files.Select(f => f.Path[inside.Length..].Split('/')[0])], classes = [.. names.Distinct().Order(StringComparer.Ordinal)];
        return new FolderImageSet(source, inside, classes, files, [.. names.Select(name => Array.BinarySearch(classes, name, StringComparer.Ordinal))]);
    }

    public override string IdOf(int index)
    {
        DatasetExtensions.CheckIndex(index, Count);
        return _files[index].Path[_inside.Length..];
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
}
