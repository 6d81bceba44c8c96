using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Inspection;
using Saccade.Events.Model;

namespace Saccade.Cli.Events;

/// <summary>Options of <c>saccade events compare</c>.</summary>
internal sealed record CompareOptions(InputOptions A, InputOptions B, bool AlignTimes, bool AnyOrder, bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate() => A.Path == "-" && B.Path == "-" ? ["only one of the two can come from standard input"] : A.Validate();
}

/// <summary><c>saccade events compare</c>: whether two recordings hold the same events.</summary>
internal static class CompareCommand
{
    public static ExitCode Run(CompareOptions options, CommandContext context)
    {
        var a = LoadedRecording.Read(options.A, context);
        var b = LoadedRecording.Read(options.B, context);
        var difference = EventDifference.Of(a.Events, b.Events, options.AlignTimes);
        foreach (string note in LoadedRecording.Notes(options.A, a.Report).Concat(LoadedRecording.Notes(options.B, b.Report)))
            context.Tell($"note: {note}");
        if (options.Json)
            JsonOutput.Write(context.Console.Out, new { A = options.A.Path, B = options.B.Path, difference.Same, difference.SameSet, difference.EventsA, difference.EventsB, difference.FirstIndex, difference.FirstA, difference.FirstB, difference.OnlyInA, difference.OnlyInB, difference.TimeShift });
        else
            Write(difference, a, b, context.Console.Out);
        return difference.Same || (options.AnyOrder && difference.SameSet) ? ExitCode.Ok : ExitCode.Failure;
    }

    private static void Write(EventDifference difference, LoadedRecording a, LoadedRecording b, TextWriter writer)
    {
        if (difference.TimeShift != 0)
            writer.WriteLine($"times of {b.Name} moved by {Text.Count(difference.TimeShift)} us");
        if (difference.Same)
        {
            writer.WriteLine($"the same {Text.Count(difference.EventsA, "event")}");
            return;
        }

        writer.WriteLine(difference.SameSet ? $"the same {Text.Count(difference.EventsA, "event")}, in another order" : "different");
        new Fields()
            .Add("events", $"{Text.Count(difference.EventsA)} in {a.Name}, {Text.Count(difference.EventsB)} in {b.Name}")
            .Add("first difference", $"event {difference.FirstIndex}: {Show(difference.FirstA)} / {Show(difference.FirstB)}")
            .Add("only in the first", Text.Count(difference.OnlyInA))
            .Add("only in the second", Text.Count(difference.OnlyInB))
            .Write(writer);
    }

    private static string Show(Event? e) => e is { } known ? $"t {known.TimeMicros} x {known.X} y {known.Y} p {known.Polarity}" : "none";
}
