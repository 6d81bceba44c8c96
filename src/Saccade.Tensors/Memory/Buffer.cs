using Saccade.Kernels.Memory;

namespace Saccade.Tensors.Memory;

/// <summary>
/// Floats on loan from a <see cref="BufferPool"/>, aligned to 64 bytes. Contents are arbitrary when lent. Give it back
/// exactly once, and do not touch its memory afterwards.
/// </summary>
internal sealed class Buffer
{
    private readonly float[] _memory;
    private readonly int _start;
    private int _length;

    internal Buffer(int capacity)
    {
        (_memory, _start) = AlignedArray.Allocate(capacity);
        Capacity = capacity;
    }

    /// <summary>Number of floats it can hold.</summary>
    public int Capacity { get; }

    /// <summary>Whether it is on loan.</summary>
    public bool IsLent { get; private set; }

    /// <summary>The floats.</summary>
    public Span<float> Span => _memory.AsSpan(_start, _length);

    /// <summary>The floats, in a form that tasks of other threads can capture.</summary>
    public Memory<float> Memory => _memory.AsMemory(_start, _length);

    internal void Lend(int length)
    {
        _length = length;
        IsLent = true;
    }

    internal void TakeBack() => IsLent = false;
}
