namespace Saccade.Tensors.Memory;

/// <summary>
/// Floats on loan from a <see cref="BufferPool"/>, aligned to 64 bytes. Contents are arbitrary when lent. Give it back
/// exactly once, and do not touch its memory afterwards.
/// </summary>
internal sealed class Buffer
{
    internal Buffer(Slab slab, int start, int length, int capacity)
        => (Slab, Storage, Capacity, IsLent) = (slab, new Storage(slab.Block, start, length), capacity, true);

    /// <summary>Number of floats it takes up.</summary>
    public int Capacity { get; }

    /// <summary>Whether it is on loan.</summary>
    public bool IsLent { get; private set; }

    /// <summary>Where the floats are.</summary>
    public Storage Storage { get; }

    /// <summary>Where it was cut from.</summary>
    internal Slab Slab { get; }

    internal void TakeBack() => IsLent = false;
}
