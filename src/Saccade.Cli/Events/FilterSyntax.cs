using System.CommandLine;
using Saccade.Cli.Hosting;
using Saccade.Events.Numerics;
using Saccade.Events.Transforms;

namespace Saccade.Cli.Events;

/// <summary>How <c>saccade events filter</c> is written. Changes are made in the order of its help, whatever the order of the words.</summary>
internal static class FilterSyntax
{
    private static readonly string[] _polarities = ["on", "off", "flip", "merge"];

    public static Command Create(CommandContext context)
    {
        var (input, output) = (new Argument<string>("IN") { Description = "The recording; - for standard input." }, new Argument<string>("OUT") { Description = "The result; - for standard output." });
        var changes = new Changes();
        var seed = CommonOptions.Seed("Seed of what is random; default 0.");
        var (inputs, outputs, json) = (new InputSyntax(), new OutputSyntax(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "filter",
            "Clean or change a recording; changes are made in the order of this list.",
            "saccade events filter drive.raw clean.raw --hot-pixels 5 --background 5ms",
            "saccade events filter clip.aedat small.npz --downsample 2 --polarity merge",
            "saccade events filter clip.aedat noisy.aedat4 --noise 1000 --seed 7")
        {
            input, output,
        };
        changes.AddTo(command);
        command.Add(seed);
        command.Add(json);
        inputs.AddTo(command);
        outputs.AddTo(command);
        command.SetAction(parsed =>
        {
            List<ChangeStep> steps = [.. changes.Steps(parsed)];
            if (CommonOptions.SeedProblem(parsed.GetValue(seed)) is { } problem)
                steps.Add(ChangeStep.Wrong(problem));
            _ = ulong.TryParse(parsed.GetValue(seed), out ulong value);
            return CommandRunner.Run(
                context,
                new ChangeOptions(inputs.Get(parsed, parsed.GetRequiredValue(input)), outputs.Get(parsed, parsed.GetRequiredValue(output)), value, steps, parsed.GetValue(json)),
                ChangeCommand.Run);
        });
        return command;
    }

    /// <summary>The changes, in the order in which they are made.</summary>
    private sealed class Changes
    {
        private readonly Option<double?> _hotPixels = new("--hot-pixels") { Description = "Silence pixels that fire throughout and more than N times as often as the pixels around them; 5 is usual.", HelpName = "N" };
        private readonly Option<string?> _refractory = new("--refractory") { Description = "Drop events of a pixel that fired less than TIME before.", HelpName = "TIME" };
        private readonly Option<string?> _background = new("--background") { Description = "Keep an event only if a neighbour fired less than TIME before.", HelpName = "TIME" };
        private readonly Option<string?> _polarity = new("--polarity") { Description = "on or off: keep these only; flip; merge: all become OFF (0).", HelpName = "WHAT" };
        private readonly Option<double?> _drop = new("--drop") { Description = "Drop each event with this probability.", HelpName = "P" };
        private readonly Option<int?> _downsample = new("--downsample") { Description = "Divide coordinates by N; all events are kept.", HelpName = "N" };
        private readonly Option<bool> _flipX = new("--flip-x") { Description = "Mirror left and right." };
        private readonly Option<bool> _flipY = new("--flip-y") { Description = "Mirror top and bottom." };
        private readonly Option<bool> _transpose = new("--transpose") { Description = "Exchange columns and rows." };
        private readonly Option<double?> _rotate = new("--rotate") { Description = "Rotate about the centre, counter-clockwise.", HelpName = "DEGREES" };
        private readonly Option<bool> _reverse = new("--reverse") { Description = "Reverse time, and with it polarity." };
        private readonly Option<string?> _jitter = new("--jitter") { Description = "Shift each time at random, normally distributed with this standard deviation.", HelpName = "TIME" };
        private readonly Option<int?> _noise = new("--noise") { Description = "Add N events, uniform in time and space.", HelpName = "N" };

        public void AddTo(Command command)
        {
            Option[] all = [_hotPixels, _refractory, _background, _polarity, _drop, _downsample, _flipX, _flipY, _transpose, _rotate, _reverse, _jitter, _noise];
            foreach (var option in all)
                command.Add(option);
        }

        public IEnumerable<ChangeStep> Steps(ParseResult parsed)
        {
            if (parsed.GetValue(_hotPixels) is { } factor)
                yield return ChangeStep.Of(new EventTransform.HotPixelFilter(new HotPixelRule.AboveNeighbours(factor)));
            if (parsed.GetValue(_refractory) is { } refractory)
                yield return Timed(_refractory, refractory, micros => new EventTransform.RefractoryPeriod(micros));
            if (parsed.GetValue(_background) is { } background)
                yield return Timed(_background, background, micros => new EventTransform.BackgroundActivityFilter(micros));
            if (parsed.GetValue(_polarity) is { } polarity)
                yield return Polarity(polarity);
            if (parsed.GetValue(_drop) is { } probability)
                yield return ChangeStep.Of(new EventTransform.DropEvent(probability));
            foreach (var step in Geometry(parsed))
                yield return step;
            if (parsed.GetValue(_reverse))
                yield return ChangeStep.Of(new EventTransform.TimeReversal(1));
            if (parsed.GetValue(_jitter) is { } jitter)
                yield return Timed(_jitter, jitter, micros => new EventTransform.TimeJitter(micros));
            if (parsed.GetValue(_noise) is { } noise)
                yield return ChangeStep.Of(new EventTransform.UniformNoise(noise));
        }

        private IEnumerable<ChangeStep> Geometry(ParseResult parsed)
        {
            if (parsed.GetValue(_downsample) is { } factor)
                yield return ChangeStep.Of(new EventTransform.Downsample(factor));
            if (parsed.GetValue(_flipX))
                yield return ChangeStep.Of(new EventTransform.HorizontalFlip(1));
            if (parsed.GetValue(_flipY))
                yield return ChangeStep.Of(new EventTransform.VerticalFlip(1));
            if (parsed.GetValue(_transpose))
                yield return ChangeStep.Of(new EventTransform.Transpose());
            if (parsed.GetValue(_rotate) is { } degrees)
                yield return ChangeStep.Of(new EventTransform.Rotate(degrees));
        }

        private static ChangeStep Timed(Option option, string text, Func<long, EventTransform> create) => DurationText.Micros(text) is { } micros
            ? ChangeStep.Of(create(micros))
            : ChangeStep.Wrong($"{option.Name} {text}: expected a time such as 5ms, 0.5s or 2000us");

        private static ChangeStep Polarity(string word) => word switch
        {
            "on" => ChangeStep.Of(new EventTransform.KeepPolarity(true)),
            "off" => ChangeStep.Of(new EventTransform.KeepPolarity(false)),
            "flip" => ChangeStep.Of(new EventTransform.FlipPolarity(1)),
            "merge" => ChangeStep.Of(new EventTransform.MergePolarities()),
            _ => ChangeStep.Wrong($"--polarity {word}: expected one of {string.Join(", ", _polarities)}"),
        };
    }
}
