using Saccade.Events.Cache;

namespace Saccade.Cli.Output;

/// <summary>What a user should know about the way from recordings to frames; nothing is dropped silently.</summary>
internal static class DataNotes
{
    public static IEnumerable<string> Of(PreparedFrames frames)
    {
        var report = frames.Report;
        if (report.EmptyRecordings > 0)
            yield return $"{Text.Count(report.EmptyRecordings, "recording")} of '{frames.Name}' without any event";
        if (report.Decoded.OutsideSensor + report.Integrated.Outside > 0)
            yield return $"{Text.Count(report.Decoded.OutsideSensor + report.Integrated.Outside, "event")} of '{frames.Name}' outside the sensor left out";
        if (frames.Cache.Problem is { } problem)
            yield return problem;
    }
}
