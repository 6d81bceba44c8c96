using Saccade.Kernels.Memory;

namespace Saccade.Tensors.Memory;

/// <summary>
/// A piece of memory that belongs to an engine, wherever it lies. Its kernels work on it; everybody else has explicit copies.
/// </summary>
internal abstract class StorageBlock
{
    /// <summary>The floats themselves: for kernels that run on the host, and for nobody else.</summary>
    public abstract Span<float> Open(int start, int length);

    /// <summary>Copies floats out.</summary>
    public abstract void Read(int start, Span<float> values);

    /// <summary>Copies floats in.</summary>
    public abstract void Write(int start, ReadOnlySpan<float> values);
}

/// <summary>Memory of the host, which may be shown instead of copied.</summary>
internal sealed class HostBlock : StorageBlock
{
    private readonly float[] _array;
    private readonly int _start;

    /// <summary>Shows an array from an index on.</summary>
    public HostBlock(float[] array, int start = 0) => (_array, _start) = (array, start);

    /// <summary>Allocates floats of arbitrary contents, aligned to 64 bytes.</summary>
    public static HostBlock Allocate(int length)
    {
        var (array, start) = AlignedArray.Allocate(length);
        return new HostBlock(array, start);
    }

    /// <summary>The floats, in a form that tasks of other threads can capture.</summary>
    public Memory<float> Show(int start, int length) => _array.AsMemory(_start + start, length);

    public override Span<float> Open(int start, int length) => _array.AsSpan(_start + start, length);

    public override void Read(int start, Span<float> values) => Open(start, values.Length).CopyTo(values);

    public override void Write(int start, ReadOnlySpan<float> values) => values.CopyTo(Open(start, values.Length));
}
