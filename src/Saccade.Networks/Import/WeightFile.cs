using Saccade.Networks.Files;

namespace Saccade.Networks.Import;

/// <summary>
/// An open file of named tensors that another program wrote: safetensors, or PyTorch's <c>.pt</c> and <c>.pth</c>. Reading executes nothing: of a pickle only the few instructions are
/// followed that tensors need, and whatever a file says of sizes is checked against its length before memory is set aside. Data is read when asked for.
/// </summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public abstract class WeightFile : IDisposable
{
    private protected WeightFile(string path) => Path = path;

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>All tensors, in the order of the file; names are unique.</summary>
    public abstract IReadOnlyList<WeightEntry> Entries { get; }

    /// <summary>Opens a file; its first bytes tell of which kind it is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">It is damaged, or of none of these kinds, or it asks for something other than tensors.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WeightFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), path);
    }

    /// <summary>Reads from a stream that can seek; the stream is closed with this object, also when opening fails.</summary>
    /// <param name="stream">The whole file, from position 0.</param>
    /// <param name="name">A name for messages.</param>
    /// <inheritdoc cref="Open(string)" path="/exception"/>
    public static WeightFile Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            Span<byte> head = stackalloc byte[4];
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            stream.Position = 0;
            if (ZipStorages.IsOne(head))
                return TorchFile.OfZip(stream, name);
            return LegacyStorages.IsOne(head) ? TorchFile.OfLegacy(stream, name) : new SafetensorsWeights(SafetensorsFile.Open(stream, name));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The values of a tensor as float32, row-major.</summary>
    /// <param name="name">The name of one of <see cref="Entries"/>.</param>
    /// <exception cref="ModelFileException">There is no such tensor, it holds no floats, or the file became shorter.</exception>
    public abstract float[] ReadFloats(string name);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>What a file says about one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Extents, outermost first, as the program that wrote it orders them; empty for a scalar.</param>
public sealed record WeightEntry(string Name, SafetensorsType Type, IReadOnlyList<int> Shape)
{
    /// <summary>Whether the elements are real numbers, which can be weights.</summary>
    public bool IsFloat => Type.FloatReader() is not null;

    /// <summary>Number of elements; at most <see cref="long.MaxValue"/>.</summary>
    public long Count => (long)Shape.Aggregate((Int128)1, (product, extent) => Int128.Min(product * extent, long.MaxValue));

    /// <summary>The extents as messages show them, for example <c>[64, 3, 7, 7]</c>.</summary>
    public string Extents => $"[{string.Join(", ", Shape)}]";
}

/// <summary>The tensors of a safetensors file.</summary>
internal sealed class SafetensorsWeights(SafetensorsFile file) : WeightFile(file.Path)
{
    public override IReadOnlyList<WeightEntry> Entries { get; } = [.. file.Entries.Select(e => new WeightEntry(e.Name, e.Type, e.Shape))];

    public override float[] ReadFloats(string name) => file.ReadFloats(name);

    public override void Dispose() => file.Dispose();
}
