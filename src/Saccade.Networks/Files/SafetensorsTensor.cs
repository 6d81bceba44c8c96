using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Saccade.Networks.Files;

/// <summary>
/// A named tensor on its way into or out of a safetensors file. It refers to the caller's memory and copies nothing: do not change the
/// values between making it and writing it.
/// </summary>
public sealed class SafetensorsTensor
{
    private readonly Payload _payload;

    private SafetensorsTensor(string name, SafetensorsType type, IReadOnlyList<int> shape, Payload payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        Int128 count = 1;
        foreach (int extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            // Capped above what any memory holds, so that it cannot overflow; a later 0 still makes it 0.
            count = Int128.Min(count * extent, long.MaxValue);
        }

        if (count != payload.Count)
            throw new ArgumentException($"tensor '{name}' of shape [{string.Join(", ", shape)}] has {count} elements, but {payload.Count} values were given", nameof(shape));
        (Name, Type, Shape, _payload) = (name, type, [.. shape], payload);
    }

    /// <summary>Name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Extents, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Number of elements.</summary>
    public long Count => _payload.Count;

    /// <summary>Bytes of data in the file.</summary>
    public long ByteCount => _payload.Count * Type.Size();

    /// <summary>A float32 tensor.</summary>
    /// <param name="name">Name; not empty.</param>
    /// <param name="shape">Extents, outermost first.</param>
    /// <param name="values">As many values as the shape has elements, row-major.</param>
    /// <exception cref="ArgumentException">Shape and number of values disagree, or the name is empty.</exception>
    public static SafetensorsTensor FromFloats(string name, IReadOnlyList<int> shape, ReadOnlyMemory<float> values) =>
        new(name, SafetensorsType.F32, shape, new Payload<float>(values));

    /// <summary>A float64 tensor.</summary>
    /// <inheritdoc cref="FromFloats"/>
    public static SafetensorsTensor FromDoubles(string name, IReadOnlyList<int> shape, ReadOnlyMemory<double> values) =>
        new(name, SafetensorsType.F64, shape, new Payload<double>(values));

    /// <summary>An int64 tensor.</summary>
    /// <inheritdoc cref="FromFloats"/>
    public static SafetensorsTensor FromInt64s(string name, IReadOnlyList<int> shape, ReadOnlyMemory<long> values) =>
        new(name, SafetensorsType.I64, shape, new Payload<long>(values));

    /// <summary>A tensor of bytes.</summary>
    /// <inheritdoc cref="FromFloats"/>
    public static SafetensorsTensor FromBytes(string name, IReadOnlyList<int> shape, ReadOnlyMemory<byte> values) =>
        new(name, SafetensorsType.U8, shape, new Payload<byte>(values));

    /// <summary>A tensor of signed bytes.</summary>
    /// <inheritdoc cref="FromFloats"/>
    public static SafetensorsTensor FromInt8s(string name, IReadOnlyList<int> shape, ReadOnlyMemory<sbyte> values) =>
        new(name, SafetensorsType.I8, shape, new Payload<sbyte>(values));

    /// <summary>The values of a float32 tensor.</summary>
    /// <exception cref="InvalidOperationException">The elements of the tensor are of a different type.</exception>
    public ReadOnlyMemory<float> Floats => Values<float>();

    /// <summary>The values of a float64 tensor.</summary>
    /// <exception cref="InvalidOperationException">The elements of the tensor are of a different type.</exception>
    public ReadOnlyMemory<double> Doubles => Values<double>();

    /// <summary>The values of an int64 tensor.</summary>
    /// <exception cref="InvalidOperationException">The elements of the tensor are of a different type.</exception>
    public ReadOnlyMemory<long> Int64s => Values<long>();

    /// <summary>The values of a tensor of bytes.</summary>
    /// <exception cref="InvalidOperationException">The elements of the tensor are of a different type.</exception>
    public ReadOnlyMemory<byte> Bytes => Values<byte>();

    /// <summary>The values of a tensor of signed bytes.</summary>
    /// <exception cref="InvalidOperationException">The elements of the tensor are of a different type.</exception>
    public ReadOnlyMemory<sbyte> Int8s => Values<sbyte>();

    /// <summary>XXH3 of the data as it stands in a file.</summary>
    internal ulong Checksum() => _payload.Checksum();

    /// <summary>Writes the data as it stands in a file.</summary>
    internal void CopyTo(Stream stream) => _payload.CopyTo(stream);

    private ReadOnlyMemory<T> Values<T>()
        where T : unmanaged => _payload is Payload<T> payload
            ? payload.Values
            : throw new InvalidOperationException($"tensor '{Name}' is {Type.FileName()}; it has no values of type {typeof(T).Name}");

    private abstract class Payload
    {
        public abstract long Count { get; }

        public abstract ulong Checksum();

        public abstract void CopyTo(Stream stream);
    }

    private sealed class Payload<T>(ReadOnlyMemory<T> values) : Payload
        where T : unmanaged
    {
        // Bytes of a span are counted in an int, so large tensors go in pieces.
        private const int Piece = 1 << 20;

        public ReadOnlyMemory<T> Values { get; } = values;

        public override long Count => Values.Length;

        public override ulong Checksum()
        {
            var hash = new XxHash3();
            for (int start = 0; start < Values.Length; start += Piece)
                hash.Append(PieceAt(start));
            return hash.GetCurrentHashAsUInt64();
        }

        public override void CopyTo(Stream stream)
        {
            for (int start = 0; start < Values.Length; start += Piece)
                stream.Write(PieceAt(start));
        }

        private ReadOnlySpan<byte> PieceAt(int start) => MemoryMarshal.AsBytes(Values.Span.Slice(start, Math.Min(Piece, Values.Length - start)));
    }
}
