using Saccade.Kernels.Random;

namespace Saccade.Events.Sources;

/// <summary>A list whose elements are made when asked for. Everything else (mapping, subsets, joining) wraps one in another.</summary>
/// <remarks>
/// Asking for an index outside 0 to <see cref="Count"/> - 1 is the caller's mistake (<see cref="ArgumentOutOfRangeException"/>);
/// trouble with files surfaces as <see cref="IOException"/> or <see cref="Model.EventFormatException"/>. Get is safe for use by
/// several threads.
/// </remarks>
/// <typeparam name="T">Type of the elements.</typeparam>
public interface IDataset<out T>
{
    /// <summary>Number of elements.</summary>
    int Count { get; }

    /// <summary>Makes one element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside 0 to <see cref="Count"/> - 1.</exception>
    T Get(int index);
}

/// <summary>Wrappers around data sets; all are lazy and keep the order they state.</summary>
public static class DatasetExtensions
{
    /// <summary>Applies a function to every element when it is asked for.</summary>
    public static IDataset<TResult> Map<T, TResult>(this IDataset<T> source, Func<T, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(map);
        return new MappedDataset<T, TResult>(source, map);
    }

    /// <summary>The elements at some indices, in that order; an index may occur more than once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the source.</exception>
    public static IDataset<T> Subset<T>(this IDataset<T> source, IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(indices);
        return new SubsetDataset<T>(source, [.. indices]);
    }

    /// <summary>The first elements, all when there are fewer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static IDataset<T> Take<T>(this IDataset<T> source, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return source.Subset(Enumerable.Range(0, Math.Min(count, source.Count)));
    }

    /// <summary>All elements in a random order that depends on nothing but the seed and the epoch.</summary>
    public static IDataset<T> Shuffle<T>(this IDataset<T> source, ulong seed, int epoch = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        int[] order = [.. Enumerable.Range(0, source.Count)];
        var random = new CounterRandom(seed, RandomPurpose.Order, epoch);
        random.Shuffle<int>(order);
        return new SubsetDataset<T>(source, order);
    }

    /// <summary>The elements of one data set after those of another.</summary>
    public static IDataset<T> Concat<T>(this IDataset<T> first, IDataset<T> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new ConcatenatedDataset<T>(first, second);
    }

    internal static void CheckIndex(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
    }
}

/// <summary>Elements changed by a function.</summary>
internal sealed class MappedDataset<T, TResult>(IDataset<T> source, Func<T, TResult> map) : IDataset<TResult>
{
    public int Count => source.Count;

    public TResult Get(int index) => map(source.Get(index));
}

/// <summary>Elements at some indices.</summary>
internal sealed class SubsetDataset<T> : IDataset<T>
{
    private readonly IDataset<T> _source;
    private readonly int[] _indices;

    public SubsetDataset(IDataset<T> source, int[] indices)
    {
        foreach (int index in indices)
            DatasetExtensions.CheckIndex(index, source.Count);
        _source = source;
        _indices = indices;
    }

    public int Count => _indices.Length;

    public T Get(int index)
    {
        DatasetExtensions.CheckIndex(index, Count);
        return _source.Get(_indices[index]);
    }
}

/// <summary>Elements of two data sets, one after the other.</summary>
internal sealed class ConcatenatedDataset<T>(IDataset<T> first, IDataset<T> second) : IDataset<T>
{
    public int Count => checked(first.Count + second.Count);

    public T Get(int index)
    {
        DatasetExtensions.CheckIndex(index, Count);
        return index < first.Count ? first.Get(index) : second.Get(index - first.Count);
    }
}
