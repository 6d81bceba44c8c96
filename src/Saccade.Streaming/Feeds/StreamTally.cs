namespace Saccade.Streaming.Feeds;

/// <summary>How long the steps of a stream take, and how many there are; memory stays the same.</summary>
/// <param name="time">The clock.</param>
internal sealed class StreamTally(TimeProvider time)
{
    /// <summary>Latencies fall into classes that are an eighth of an octave wide, from a tenth of a microsecond on.</summary>
    private const int PerOctave = 8, Classes = 30 * PerOctave;

    private const double Finest = 0.1;

    private readonly long[] _latencies = new long[Classes];
    private readonly long _start = time.GetTimestamp();

    /// <summary>The decision after the last step; null before the first.</summary>
    public StreamDecision? Last { get; private set; }

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Takes note of a step.</summary>
    public void Add(StreamDecision decision)
    {
        (Last, Steps) = (decision, Steps + 1);
        double octaves = Math.Log2(Math.Max(Finest, decision.Compute.TotalMicroseconds) / Finest);
        _latencies[Math.Min(Classes - 1, (int)(octaves * PerOctave))]++;
    }

    /// <summary>Events a second since the stream began.</summary>
    public double Rate(StreamCounts counts) => counts.Events / Math.Max(1e-6, time.GetElapsedTime(_start).TotalSeconds);

    /// <summary>The time that a share of the steps took at most, in microseconds, as near as the classes are; not a number before the first step.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public double StepMicros(double share)
    {
        if (Steps == 0)
            return double.NaN;
        long rest = (long)Math.Ceiling(share * Steps);
        int i = 0;
        for (; i < Classes - 1 && rest > _latencies[i]; i++)
            rest -= _latencies[i];
        return Finest * Math.Pow(2, (i + 0.5) / PerOctave);
    }
}

/// <summary>A source that has ended, and what became of it.</summary>
/// <param name="Source">How messages call it.</param>
/// <param name="Tally">Its steps.</param>
/// <param name="Counts">What became of events that were taken.</param>
/// <param name="Received">Events that came.</param>
/// <param name="Dropped">Events of those that were left out because the network was slower.</param>
/// <param name="Malformed">Datagrams that held no events.</param>
/// <param name="FellSilent">Whether it was taken for ended because nothing came.</param>
internal sealed record StreamEnd(string Source, StreamTally Tally, StreamCounts Counts, long Received, long Dropped, long Malformed, bool FellSilent);
