using Saccade.Cli.Output;
using Saccade.Streaming;
using Saccade.Streaming.Sources;

namespace Saccade.Cli.Streams;

/// <summary>What is shown of a stream: a line that follows it, and what became of everything at its end.</summary>
/// <param name="time">The clock.</param>
internal sealed class StreamTally(TimeProvider time)
{
    /// <summary>Latencies fall into classes that are an eighth of an octave wide, from a tenth of a microsecond on.</summary>
    private const int PerOctave = 8, Classes = 30 * PerOctave;

    private const double Finest = 0.1;

    private readonly long[] _latencies = new long[Classes];
    private readonly long _start = time.GetTimestamp();
    private StreamDecision? _last;

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Takes note of a step.</summary>
    public void Add(StreamDecision decision)
    {
        (_last, Steps) = (decision, Steps + 1);
        double octaves = Math.Log2(Math.Max(Finest, decision.Compute.TotalMicroseconds) / Finest);
        _latencies[Math.Min(Classes - 1, (int)(octaves * PerOctave))]++;
    }

    /// <summary>The stream in one line.</summary>
    public string Line(StreamCounts counts, EventQueue queue) => _last is null
        ? "no step yet"
        : $"{_last.Label} {Text.Percent(_last.Confidence)}  step {_last.Step}  decision {Text.Count(_last.Number)}  {Text.Number(Rate(counts) / 1e3, "0")} k events/s  {Microseconds(0.5)} a step{(queue.Dropped > 0 ? $"  {Text.Count(queue.Dropped)} dropped" : "")}";

    /// <summary>What became of a stream.</summary>
    public void Write(TextWriter writer, string name, StreamCounts counts, EventQueue queue, long malformed) => new Fields()
        .Add("source", name)
        .Add("events", $"{Text.Count(queue.Received)}, {Text.Number(Rate(counts) / 1e3, "0")} thousand a second")
        .Add("left out", LeftOut(counts, queue, malformed))
        .Add("restarts", counts.Restarts == 0 ? null : $"{Text.Count(counts.Restarts)}, where time jumped")
        .Add("decisions", $"{Text.Count(counts.Decisions)} of {Text.Count(counts.Steps, "step")}")
        .Add("network", Steps == 0 ? null : $"{Microseconds(0.5)} a step at the median, {Microseconds(0.95)} at 95 %, {Microseconds(0.99)} at 99 %")
        .Write(writer);

    private static string? LeftOut(StreamCounts counts, EventQueue queue, long malformed)
    {
        (long Count, string Why)[] causes =
        [
            (queue.Dropped, "dropped because the network was slower"), (counts.Late, "late"), (counts.Outside, "outside the sensor"), (counts.Unseen, "on pixels that are not shown"), (malformed, "datagrams that hold no events"),
        ];
        string text = string.Join(", ", causes.Where(c => c.Count > 0).Select(c => $"{Text.Count(c.Count)} {c.Why}"));
        return text.Length == 0 ? null : text;
    }

    private double Rate(StreamCounts counts) => counts.Events / Math.Max(1e-6, time.GetElapsedTime(_start).TotalSeconds);

    private string Microseconds(double share)
    {
        long rest = (long)Math.Ceiling(share * Steps);
        int i = 0;
        for (; i < Classes - 1 && rest > _latencies[i]; i++)
            rest -= _latencies[i];
        double value = Finest * Math.Pow(2, (i + 0.5) / PerOctave);
        return value < 1_000 ? $"{Text.Number(value, "0")} us" : $"{Text.Number(value / 1_000, "0.0")} ms";
    }
}
