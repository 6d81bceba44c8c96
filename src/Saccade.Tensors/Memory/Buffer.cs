namespace Saccade.Tensors.Memory;

/// <summary>
/// Floats on loan from a <see cref="BufferPool"/>, aligned to 64 bytes. Contents are arbitrary when lent. Give it back
/// exactly once, and do not touch its memory afterwards.
/// </summary>
internal sealed class Buffer
{
    private readonly float[] _memory;
    private readonly int _length;

    internal Buffer(Slab slab, float[] memory, int start, int length, int capacity)
        => (Slab, _memory, Start, _length, Capacity, IsLent) = (slab, memory, start, length, capacity, true);

    /// <summary>Number of floats it takes up.</summary>
    public int Capacity { get; }

    /// <summary>Whether it is on loan.</summary>
    public bool IsLent { get; private set; }

    /// <summary>The floats.</summary>
    public Span<float> Span => _memory.AsSpan(Start, _length);

    /// <summary>The floats, in a form that tasks of other threads can capture.</summary>
    public Memory<float> Memory => _memory.AsMemory(Start, _length);

    /// <summary>Where it was cut from.</summary>
    internal Slab Slab { get; }

    /// <summary>Index of its first float in the slab's array.</summary>
    internal int Start { get; }

    internal void TakeBack() => IsLent = false;
}
