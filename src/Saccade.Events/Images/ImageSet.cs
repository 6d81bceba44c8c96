using System.Globalization;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Files;

namespace Saccade.Events.Images;

/// <summary>Labelled still images in a fixed order. Images of a folder are read when asked for; those of the small classic sets are held in memory.</summary>
/// <remarks>Immutable and safe for use by several threads. Dispose it, after what reads from it, to close an archive.</remarks>
public abstract class ImageSet : IDataset<LabelledImage>, IDisposable
{
    private protected ImageSet(string location, IReadOnlyList<string> classes, IReadOnlyList<int> labels)
    {
        (Location, Classes, Labels) = (location, classes, labels);
        for (int i = 0; i < labels.Count; i++)
        {
            if ((uint)labels[i] >= (uint)classes.Count)
                throw new DatasetException(location, $"image {i} has the label {labels[i]}, but there are only {classes.Count} classes");
        }
    }

    /// <summary>The file or folder it was opened from.</summary>
    public string Location { get; }

    /// <summary>Names of the classes; a label is an index into it.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Label of each image.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <inheritdoc/>
    public int Count => Labels.Count;

    /// <summary>Changes when an image, its id or its label does: SHA-256 in hexadecimal. Of a folder by the files' names, lengths and times.</summary>
    public abstract string Identity { get; }

    /// <summary>Stable name of an image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside 0 to <see cref="Count"/> - 1.</exception>
    public virtual string IdOf(int index)
    {
        DatasetExtensions.CheckIndex(index, Count);
        return index.ToString("00000", CultureInfo.InvariantCulture);
    }

    /// <summary>Gets an image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside 0 to <see cref="Count"/> - 1.</exception>
    /// <exception cref="EventFormatException">The file is not what its format promises.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public LabelledImage Get(int index)
    {
        DatasetExtensions.CheckIndex(index, Count);
        return new LabelledImage(IdOf(index), Labels[index], Read(index));
    }

    /// <summary>Opens images and labels in IDX files, plain or packed with gzip: MNIST, Fashion-MNIST and their kin.</summary>
    /// <param name="imagesPath">For example <c>train-images-idx3-ubyte.gz</c>.</param>
    /// <param name="labelsPath">For example <c>train-labels-idx1-ubyte.gz</c>.</param>
    /// <param name="classes">Names of the classes; null for 0 to the largest label.</param>
    /// <exception cref="EventFormatException">A file is not IDX, damaged, or the two do not belong together.</exception>
    /// <exception cref="DatasetException">A label has no class.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImageSet OpenIdx(string imagesPath, string labelsPath, IReadOnlyList<string>? classes = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(imagesPath);
        ArgumentException.ThrowIfNullOrEmpty(labelsPath);
        IdxFile images = IdxFile.Read(imagesPath, 3), labels = IdxFile.Read(labelsPath, 1);
        if (images.Extents[0] != labels.Extents[0])
            throw new EventFormatException(labelsPath, 4, $"{images.Extents[0]} labels, one for each image of {imagesPath}", $"{labels.Extents[0]}");
        int[] numbers = [.. labels.Values.Select(v => (int)v)];
        classes ??= [.. Enumerable.Range(0, numbers.Length == 0 ? 0 : numbers.Max() + 1).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        return new MemoryImageSet(imagesPath, classes, numbers, images.Extents[2], images.Extents[1], 1, images.Values);
    }

    /// <summary>Opens the train or test part of MNIST or Fashion-MNIST in a folder with the files' published names, plain or packed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="train">True for the training part, false for the test part.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="EventFormatException">A file is not IDX, damaged, or the two do not belong together.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImageSet OpenMnist(string folder, bool train = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string part = train ? "train" : "t5k";
        string first = Find($"{part}-images-idx3-ubyte") ?? (train ? null : Find("t10k-images-idx3-ubyte")) ?? throw Missing($"{part}-images-idx3-ubyte");
        string labels = Path.GetFileNameWithoutExtension(first).Split('-')[0] + "-labels-idx1-ubyte";
        return OpenIdx(first, Find(labels) ?? throw Missing(labels));

        string? Find(string name) => new[] { name, name + ".gz", name.Replace("-idx", ".idx", StringComparison.Ordinal) }
            .Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);

        FileNotFoundException Missing(string name) => new($"{Path.Combine(folder, name)}: no such file, neither plain nor with .gz", name);
    }

    /// <summary>Opens CIFAR-10 in its binary version: files of 3073 bytes an image.</summary>
    /// <param name="paths">For example <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c>, or <c>test_batch.bin</c>.</param>
    /// <exception cref="EventFormatException">A file's length is no multiple of 3073, or a label is above 9.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImageSet OpenCifar10(params IReadOnlyList<string> paths) => CifarReader.Open(paths, CifarReader.Cifar10);

    /// <summary>Opens CIFAR-100 in its binary version: files of 3074 bytes an image, labelled by the 100 fine classes.</summary>
    /// <param name="paths">For example <c>train.bin</c>.</param>
    /// <exception cref="EventFormatException">A file's length is no multiple of 3074, or a label is above 99.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImageSet OpenCifar100(params IReadOnlyList<string> paths) => CifarReader.Open(paths, CifarReader.Cifar100);

    /// <summary>Opens a folder of class folders with PNG, JPEG, PGM or PPM files, or an archive of such.</summary>
    /// <param name="path">The folder or <c>.zip</c>; a class folder is a direct subfolder, classes are in ordinal order of their names.</param>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="DatasetException">There are no images in class folders.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static ImageSet OpenFolder(string path) => FolderImageSet.Open(path);

    /// <summary>Opens the parts of an archive whose class folders lie in folders <c>train</c> and <c>test</c> or <c>val</c>; only the second may be missing.</summary>
    /// <param name="path">The <c>.zip</c>.</param>
    /// <returns>The parts; null where there is no folder <c>train</c>, so that the class folders are the archive's own.</returns>
    /// <inheritdoc cref="OpenFolder" path="/exception"/>
    public static (ImageSet Train, ImageSet? Test)? OpenParts(string path) => FolderImageSet.PartsOf(path);

    /// <summary>Draws ten letters in many hands, 28x28, white on black, classes in turn; nothing is read. Asking for more images does not change the first ones.</summary>
    /// <param name="count">Number of images, 1 or more.</param>
    /// <param name="seed">Seed of all.</param>
    /// <param name="train">Images for training; false for others, for testing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static ImageSet Glyphs(int count, ulong seed = 1, bool train = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new GlyphImageSet(count, seed, train);
    }

    /// <summary>Closes the archive, if the images are in one.</summary>
    public abstract void Dispose();

    private protected abstract RasterImage Read(int index);

    /// <summary>Whether images can still be read when the set is closed, since nothing is held open.</summary>
    internal virtual bool StaysReadable => true;

    /// <summary>Length of an image's file; -1 where it has none of its own.</summary>
    internal virtual long LengthOf(int index) => -1;

    /// <summary>A hash of the beginning of an image's file; empty where it has none.</summary>
    internal virtual byte[] QuickHash(int index) => [];

    /// <summary>SHA-256 of an image's file; null where it has none of its own.</summary>
    internal virtual byte[]? ContentHash(int index) => null;

    private protected static string Hash(string head, ReadOnlySpan<byte> content)
    {
        using ContentHash hash = new();
        return hash.Add(head).Add(content).FinishText();
    }
}

/// <summary>An image and what it shows.</summary>
/// <param name="Id">Stable name inside its set, with <c>/</c> between folders.</param>
/// <param name="Label">Index of the class.</param>
/// <param name="Image">The image.</param>
public sealed record LabelledImage(string Id, int Label, RasterImage Image);

/// <summary>Images of one size in one array.</summary>
internal sealed class MemoryImageSet : ImageSet
{
    private readonly int _width, _height, _channels;
    private readonly byte[] _values;
    private readonly Lazy<string> _identity;

    public MemoryImageSet(string location, IReadOnlyList<string> classes, int[] labels, int width, int height, int channels, byte[] values)
        : base(location, classes, labels)
    {
        (_width, _height, _channels, _values) = (width, height, channels, values);
        _identity = new Lazy<string>(() => Hash($"{width}x{height}x{channels} {string.Join(',', labels)}\n", values));
    }

    public override string Identity => _identity.Value;

    public override void Dispose()
    {
        // Nothing is open.
    }

    private protected override RasterImage Read(int index)
    {
        int size = _width * _height * _channels;
        return new RasterImage(_width, _height, _channels, _values.AsSpan(index * size, size));
    }
}
