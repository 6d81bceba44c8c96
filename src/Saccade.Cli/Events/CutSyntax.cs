using System.CommandLine;
using System.Globalization;
using Saccade.Cli.Hosting;
using Saccade.Events.Inspection;
using Saccade.Events.Numerics;
using Saccade.Events.Transforms;

namespace Saccade.Cli.Events;

/// <summary>How <c>saccade events cut</c> is written.</summary>
internal static class CutSyntax
{
    public static Command Create(CommandContext context)
    {
        var (input, output) = (new Argument<string>("IN") { Description = "The recording; - for standard input." }, new Argument<string>("OUT") { Description = "The piece; - for standard output." });
        var start = new Option<string?>("--start") { Description = "Where the piece begins, from the earliest event: 100ms, 0.5s, 2000us.", HelpName = "TIME" };
        var end = new Option<string?>("--end") { Description = "Where it ends (exclusive), from the earliest event.", HelpName = "TIME" };
        var region = new Option<string?>("--region") { Description = "Pixels to keep: left, top, width, height.", HelpName = "X,Y,W,H" };
        var keepOrigin = new Option<bool>("--keep-origin") { Description = "Keep the coordinates of a region; default: its corner becomes 0, 0." };
        var (inputs, outputs, json) = (new InputSyntax(), new OutputSyntax(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "cut",
            "Cut a piece of time or of the sensor out of a recording.",
            "saccade events cut drive.raw start.aedat4 --end 500ms",
            "saccade events cut drive.dat car.dat --region 100,80,120,100 --start 1.2s --end 1.3s")
        {
            input, output, start, end, region, keepOrigin, json,
        };
        inputs.AddTo(command);
        outputs.AddTo(command);
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ChangeOptions(
                inputs.Get(parsed, parsed.GetRequiredValue(input)), outputs.Get(parsed, parsed.GetRequiredValue(output)), 0,
                [.. Steps(parsed.GetValue(start), parsed.GetValue(end), parsed.GetValue(region), parsed.GetValue(keepOrigin))], parsed.GetValue(json)),
            ChangeCommand.Run));
        return command;
    }

    private static IEnumerable<ChangeStep> Steps(string? start, string? end, string? region, bool keepOrigin)
    {
        if (start is not null || end is not null)
            yield return Time(start, end);
        if (region is not null)
            yield return Region(region, keepOrigin);
        else if (keepOrigin)
            yield return ChangeStep.Wrong("--keep-origin is about a region; give --region too");
    }

    private static ChangeStep Time(string? start, string? end)
    {
        long? from = start is null ? 0 : DurationText.Micros(start), to = end is null ? long.MaxValue : DurationText.Micros(end);
        if (from is null)
            return ChangeStep.Wrong($"--start {start}: expected a time such as 100ms, 0.5s or 2000us");
        if (to is null)
            return ChangeStep.Wrong($"--end {end}: expected a time such as 100ms, 0.5s or 2000us");
        if (from >= to)
            return ChangeStep.Wrong(start is null ? $"--end {end}: expected a time after the beginning" : $"--start {start} is not before --end {end}");
        return new ChangeStep(
            events =>
            {
                long first = EventSummary.Of(events).TimeEarliest ?? 0;
                return new EventTransform.CropTime(start is null ? long.MinValue : first + from.Value, end is null ? long.MaxValue : first + to.Value);
            },
            null);
    }

    private static ChangeStep Region(string region, bool keepOrigin)
    {
        int[] numbers = [.. region.Split(',').Select(w => int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1)];
        return numbers.Length == 4 && numbers.All(n => n >= 0)
            ? ChangeStep.Of(new EventTransform.Crop(numbers[0], numbers[1], numbers[2], numbers[3], !keepOrigin))
            : ChangeStep.Wrong($"--region {region}: expected left,top,width,height in pixels, for example 100,80,120,100");
    }
}
