using System.Collections;
using System.Runtime.CompilerServices;

namespace Saccade.Events.Augment;

/// <summary>An immutable list that equals another with equal elements, so that records that hold one are values.</summary>
/// <typeparam name="T">Type of the elements.</typeparam>
[CollectionBuilder(typeof(EquatableList), nameof(EquatableList.Create))]
public sealed class EquatableList<T> : IReadOnlyList<T>, IEquatable<EquatableList<T>>
{
    private readonly T[] _items;

    internal EquatableList(T[] items) => _items = items;

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary>Whether the other list has equal elements in the same order.</summary>
    public bool Equals(EquatableList<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EquatableList<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T item in _items)
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>The elements in brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", _items)}]";
}

/// <summary>Makes lists for collection expressions.</summary>
public static class EquatableList
{
    /// <summary>A list of some elements.</summary>
    public static EquatableList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
