using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Predict;

/// <summary>How <c>saccade predict</c> is written.</summary>
internal static class PredictSyntax
{
    public static Command Create(CommandContext context)
    {
        var recordings = new Argument<string[]>("RECORDING") { Description = "Recordings of an event camera, in any known format; '-' is standard input; images for a model that was trained on them.", Arity = ArgumentArity.OneOrMore };
        var model = new Option<string>("--model", "-m") { Description = "The model file, or the run folder it is in.", HelpName = "FILE", Required = true };
        var format = new Option<string?>("--format") { Description = "Format of standard input, if its first bytes do not show it: see 'saccade events info --help'.", HelpName = "NAME" };
        var steps = new Option<bool>("--steps") { Description = "Show the probabilities after each time step." };
        var render = new Option<string?>("--render") { Description = "Make an animation of one recording with the decision over it (.gif).", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Replace an animation that exists." };
        var (threads, json) = (CommonOptions.Threads(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "predict",
            "Say what recordings show, one line for each.",
            "saccade predict 00001.bin 00002.bin --model runs/hsd-nmnist",
            "camera-dump | saccade predict - --model runs/hsd-nmnist",
            "saccade predict drive.dat --model cars.safetensors --steps",
            "saccade predict drive.dat --model cars.safetensors --render drive.gif")
        {
            recordings, model, format, steps, render, force, threads, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new PredictOptions
            {
                Recordings = parsed.GetRequiredValue(recordings),
                Model = parsed.GetRequiredValue(model),
                Format = parsed.GetValue(format),
                Steps = parsed.GetValue(steps),
                Render = parsed.GetValue(render),
                Force = parsed.GetValue(force),
                Threads = parsed.GetValue(threads),
                Json = parsed.GetValue(json),
            },
            PredictCommand.Run));
        return command;
    }
}
