namespace Saccade.Events.Formats;

/// <summary>
/// Turns a clock that wraps into one that does not: a fall by more than half the clock's range is a wrap, a smaller one is
/// disorder of the file and stays.
/// </summary>
/// <param name="bits">Width of the clock, 1 to 62.</param>
internal sealed class TimeUnwrapper(int bits)
{
    private readonly long _range = 1L << bits;

    /// <summary>What is added to the present value of the clock.</summary>
    public long Base { get; private set; }

    /// <summary>The last value of the clock.</summary>
    public long Last { get; private set; }

    /// <summary>Wraps so far.</summary>
    public long Wraps { get; private set; }

    /// <summary>The time for a value of the clock.</summary>
    public long Unwrap(long value)
    {
        if (value < Last && Last - value > _range / 2)
        {
            Base += _range;
            Wraps++;
        }

        Last = value;
        return Base + value;
    }

    /// <summary>Takes note of a value that is known not to follow a wrap.</summary>
    public void Advance(long value) => Last = value;
}
