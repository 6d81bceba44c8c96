using Saccade.Cli.Events;
using Saccade.Cli.Hosting;
using Saccade.Events.Formats;
using Saccade.Events.Inspection;
using Saccade.Events.Model;
using Saccade.Recognition;

namespace Saccade.Cli.Predict;

/// <summary><c>saccade predict --render</c>: the recording as an animation with the decision over it.</summary>
internal static class PredictFilm
{
    public static void Write(PredictOptions options, string path, PredictedRecording result, Preprocessing preprocessing, CommandContext context)
    {
        EventBuffer events = new();
        EventFormats.Default.ReadFile(path, events);
        TimedDecision[] decisions = [.. Decisions(events, result, preprocessing)];
        events.SortByTime();
        DecisionFilm film = new(decisions, new SensorSize(preprocessing.SensorWidth, preprocessing.SensorHeight));
        (int width, int height) = RecordingOutput.Write(new OutputOptions(options.Render!, null, false, options.Force), context, stream => film.Write(stream, events));
        context.Tell($"{options.Render}: {width}x{height}, {DecisionFilm.Frames} frames; ON is red, OFF blue; a blue bar agrees with the last decision");
    }

    /// <summary>A decision can be made when the last event of its frame has come.</summary>
    private static IEnumerable<TimedDecision> Decisions(EventBuffer events, PredictedRecording result, Preprocessing preprocessing)
    {
        var slicing = preprocessing.Cut.Rule(preprocessing.Frames, preprocessing.Window, preprocessing.Compression.Time, preprocessing.Slice);
        if (slicing.NeedsOrder)
            events.SortByTime();
        var ranges = slicing.Ranges(events);
        long latest = events.Count == 0 ? 0 : events.Times[0];
        foreach (var step in result.Steps)
        {
            int position = preprocessing.Positions[Math.Min(step.Step, preprocessing.Positions.Count) - 1];
            if (position < ranges.Length && !ranges[position].IsEmpty)
                latest = Math.Max(latest, events.Times[ranges[position].End - 1]);
            yield return new TimedDecision(latest, step.Label, step.Confidence);
        }
    }
}
