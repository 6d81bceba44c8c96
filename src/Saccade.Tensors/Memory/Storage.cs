namespace Saccade.Tensors.Memory;

/// <summary>A handle to floats in the memory of an engine, to be written by its kernels. Copying the handle copies no float.</summary>
/// <param name="Block">Where they are; null for none.</param>
/// <param name="Start">Index of the first one in the block.</param>
/// <param name="Length">How many.</param>
internal readonly record struct Storage(StorageBlock? Block, int Start, int Length)
{
    /// <summary>Whether there is no float.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The floats themselves: for kernels that run on the host, and for nobody else.</summary>
    public Span<float> Span => Block is null ? [] : Block.Open(Start, Length);

    /// <summary>The values: shown in place on the host, elsewhere copied.</summary>
    public ReadOnlySpan<float> Values
    {
        get
        {
            if (Block is HostBlock or null)
                return Span;
            float[] values = new float[Length];
            Block.Read(Start, values);
            return values;
        }
    }

    /// <summary>A part.</summary>
    public Storage Slice(int start, int length)
    {
        if ((uint)start > (uint)Length || (uint)length > (uint)(Length - start))
            throw new ArgumentOutOfRangeException(nameof(start), $"a part of {length} floats from {start} on of {Length}");
        return new Storage(Block, Start + start, length);
    }

    /// <summary>What is written can be read.</summary>
    public static implicit operator ReadOnlyStorage(Storage storage) => ReadOnlyStorage.Of(storage);

    /// <summary>Copies values in.</summary>
    public void Write(params ReadOnlySpan<float> values)
    {
        if (values.Length != Length)
            throw new ArgumentException($"{values.Length} values for {Length} floats", nameof(values));
        Block?.Write(Start, values);
    }

    /// <summary>Has values written in place on the host; elsewhere in memory of the host, from where they are copied in.</summary>
    public void Write(FillValues fill)
    {
        if (Block is HostBlock host)
        {
            fill(host.Show(Start, Length));
            return;
        }

        float[] values = new float[Length];
        fill(values);
        Write(values);
    }
}

/// <summary>Fills values of a tensor.</summary>
/// <param name="values">Where to; the contents are arbitrary before.</param>
public delegate void FillValues(Memory<float> values);

/// <summary>
/// A handle to values in the memory of an engine, which need not be the host's. Kernels read them where they are; everybody
/// else asks for <see cref="Values"/>.
/// </summary>
public readonly struct ReadOnlyStorage : IEquatable<ReadOnlyStorage>
{
    private readonly Storage _storage;

    private ReadOnlyStorage(Storage storage) => _storage = storage;

    /// <summary>Number of values.</summary>
    public int Length => _storage.Length;

    /// <summary>
    /// The values: shown in place on an engine that works in the host's memory, elsewhere copied with each call. So ask once, not once for
    /// each element.
    /// </summary>
    public ReadOnlySpan<float> Values => _storage.Values;

    internal bool IsEmpty => _storage.IsEmpty;

    internal StorageBlock? Block => _storage.Block;

    /// <summary>The floats themselves: for kernels that run on the host, and for nobody else.</summary>
    internal ReadOnlySpan<float> Span => _storage.Span;

    /// <summary>Whether both are the same place.</summary>
    public static bool operator ==(ReadOnlyStorage left, ReadOnlyStorage right) => left.Equals(right);

    /// <summary>Whether the places differ.</summary>
    public static bool operator !=(ReadOnlyStorage left, ReadOnlyStorage right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(ReadOnlyStorage other) => _storage == other._storage;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ReadOnlyStorage other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _storage.GetHashCode();

    /// <summary>A part.</summary>
    internal ReadOnlyStorage Slice(int start, int length) => _storage.Slice(start, length);

    internal static ReadOnlyStorage Of(Storage storage) => new(storage);
}
