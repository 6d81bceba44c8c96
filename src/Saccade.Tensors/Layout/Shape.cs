namespace Saccade.Tensors;

/// <summary>
/// The extents of a tensor with a one-letter name for each axis, outermost first: T time step, N sample, H row, W
/// column, C channel, F feature, K class. Immutable; two shapes are equal if axes and extents are.
/// </summary>
/// <remarks>Activations are [T, N, H, W, C] or [T, N, F]: time first, channels last, always contiguous.</remarks>
public sealed class Shape : IEquatable<Shape>
{
    private readonly int[] _extents;

    /// <summary>Creates a shape.</summary>
    /// <param name="axes">One letter per axis, for example <c>TNHWC</c>.</param>
    /// <param name="extents">As many extents, each at least 0.</param>
    /// <exception cref="ArgumentException">Letters and extents differ in number, or an extent is negative, or the elements exceed 2^31 - 1.</exception>
    public Shape(string axes, params ReadOnlySpan<int> extents)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Length != extents.Length)
            throw new ArgumentException($"shape: {axes.Length} axes '{axes}' but {extents.Length} extents", nameof(extents));

        long count = 1;
        foreach (int extent in extents)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(extents));
            count *= extent;
            if (count > Array.MaxLength)
                throw new ArgumentException($"shape: {axes} {string.Join('x', extents.ToArray())} has more than {Array.MaxLength} elements", nameof(extents));
        }

        Axes = axes;
        _extents = extents.ToArray();
        Count = (int)count;
    }

    /// <summary>One letter per axis, outermost first.</summary>
    public string Axes { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>Number of axes.</summary>
    public int Rank => _extents.Length;

    /// <summary>The extents, outermost first.</summary>
    public ReadOnlySpan<int> Extents => _extents;

    /// <summary>The extent at a position; negative positions count from the end.</summary>
    public int this[Index axis] => _extents[axis];

    /// <summary>The extent of the axis with that letter.</summary>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public int this[char axis]
    {
        get
        {
            int index = Axes.IndexOf(axis, StringComparison.Ordinal);
            return index >= 0 ? _extents[index] : throw new ArgumentException($"shape {this} has no axis {axis}", nameof(axis));
        }
    }

    /// <summary>Elements per step of the outermost axis.</summary>
    public int CountPerStep => Rank == 0 || _extents[0] == 0 ? 0 : Count / _extents[0];

    /// <summary>This shape with another extent at one position.</summary>
    public Shape With(Index axis, int extent)
    {
        int[] extents = [.. _extents];
        extents[axis] = extent;
        return new Shape(Axes, extents);
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && Axes == other.Axes && Extents.SequenceEqual(other.Extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Axes);
        foreach (int extent in _extents)
            hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>For example <c>[T 5, N 32, F 576]</c>.</summary>
    public override string ToString() => "[" + string.Join(", ", Axes.Zip(_extents, (a, e) => $"{a} {e}")) + "]";
}
