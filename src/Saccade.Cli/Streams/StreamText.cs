using Saccade.Cli.Output;
using Saccade.Streaming;
using Saccade.Streaming.Feeds;
using Saccade.Streaming.Sources;

namespace Saccade.Cli.Streams;

/// <summary>What a person is shown of a stream: a line that follows it, and what became of everything at its end.</summary>
internal static class StreamText
{
    /// <summary>The stream in one line.</summary>
    public static string Line(StreamTally tally, StreamCounts counts, EventQueue queue) => tally.Last is not { } last
        ? "no step yet"
        : $"{last.Label} {Text.Percent(last.Confidence)}  step {last.Step}  decision {Text.Count(last.Number)}  {Text.Number(tally.Rate(counts) / 1e3, "0")} k events/s  {Step(tally, 0.5)} a step{(queue.Dropped > 0 ? $"  {Text.Count(queue.Dropped)} dropped" : "")}";

    /// <summary>What became of a stream.</summary>
    public static void Write(StreamEnd end, TextWriter writer) => new Fields()
        .Add("source", end.FellSilent ? $"{end.Source}, silent for longer than --idle" : end.Source)
        .Add("events", $"{Text.Count(end.Received)}, {Text.Number(end.Tally.Rate(end.Counts) / 1e3, "0")} thousand a second")
        .Add("left out", LeftOut(end))
        .Add("restarts", end.Counts.Restarts == 0 ? null : $"{Text.Count(end.Counts.Restarts)}, where time jumped")
        .Add("decisions", $"{Text.Count(end.Counts.Decisions)} of {Text.Count(end.Counts.Steps, "step")}")
        .Add("network", end.Tally.Steps == 0 ? null : $"{Step(end.Tally, 0.5)} a step at the median, {Step(end.Tally, 0.95)} at 95 %, {Step(end.Tally, 0.99)} at 99 %")
        .Write(writer);

    private static string? LeftOut(StreamEnd end)
    {
        (long Count, string Why)[] causes =
        [
            (end.Dropped, "dropped because the network was slower"), (end.Counts.Late, "late"), (end.Counts.Outside, "outside the sensor"), (end.Counts.Unseen, "on pixels that are not shown"),
            (end.Malformed, "datagrams that hold no events"),
        ];
        string text = string.Join(", ", causes.Where(c => c.Count > 0).Select(c => $"{Text.Count(c.Count)} {c.Why}"));
        return text.Length == 0 ? null : text;
    }

    private static string Step(StreamTally tally, double share)
    {
        double micros = tally.StepMicros(share);
        return micros < 1_000 ? $"{Text.Number(micros, "0")} us" : $"{Text.Number(micros / 1_000, "0.0")} ms";
    }
}
