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
