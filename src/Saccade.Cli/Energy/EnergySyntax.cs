using System.CommandLine;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Networks.Operations;
using Saccade.Recognition;

namespace Saccade.Cli.Energy;

/// <summary>How <c>saccade energy</c> is written.</summary>
internal static class EnergySyntax
{
    public static Command Create(CommandContext context)
    {
        var model = new Argument<string>("MODEL") { Description = "The model file, or the run folder it is in." };
        var data = new Option<string>("--data", "-d") { Description = "The data set: a folder or a zip archive.", HelpName = "PATH", Required = true };
        var split = new Option<string?>("--split", "-s") { Description = "test, train, validation or all; default: test if there is one, else all.", HelpName = "NAME" };
        var preset = ChoiceOption.Of<EnergyPreset>("--preset", "What operations cost at 45 nm: float32 (arithmetic), int8 (arithmetic), memory (float32, with weights and potentials).");
        var mac = new Option<double?>("--mac") { Description = "Picojoules of a MAC (multiply and add), in place of the preset's.", HelpName = "PJ" };
        var ac = new Option<double?>("--ac") { Description = "Picojoules of an AC (add), in place of the preset's.", HelpName = "PJ" };
        var counts = ChoiceOption.Of<CountCost>(
            "--counts", "What an input costs that stands for several spikes, as behind an average pool: accumulate (one AC for each spike) or multiply (one MAC).");
        var format = ChoiceOption.Of<TableFormat>("--format", "How the result is printed: text, csv, latex, json or markdown.");
        var (threads, cache, json) = (CommonOptions.Threads(), CommonOptions.Cache(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "energy",
            "Count what a model computes on recordings, and what that costs.",
            "saccade energy runs/hsd-nmnist --data N-MNIST.zip",
            "saccade energy runs/hsd-nmnist --data N-MNIST.zip --preset memory --format latex")
        {
            model, data, split, preset, mac, ac, counts, format, threads, cache, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new EnergyOptions
            {
                Model = parsed.GetRequiredValue(model),
                Data = parsed.GetRequiredValue(data),
                Split = parsed.GetValue(split),
                Preset = parsed.GetValue(preset),
                MultiplyAdd = parsed.GetValue(mac),
                Accumulate = parsed.GetValue(ac),
                Counts = parsed.GetValue(counts),
                Threads = parsed.GetValue(threads),
                Cache = parsed.GetValue(cache),
                Format = parsed.GetValue(json) ? TableFormat.Json : parsed.GetValue(format),
            },
            EnergyCommand.Run));
        return command;
    }
}
