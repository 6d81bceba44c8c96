using System.CommandLine;
using Saccade.Cli.Hosting;
using Saccade.Recognition;

namespace Saccade.Cli.Eval;

/// <summary>How <c>saccade eval</c> is written.</summary>
internal static class EvalSyntax
{
    public static Command Create(CommandContext context)
    {
        var model = new Option<string>("--model", "-m") { Description = "The model file, or the run folder it is in.", HelpName = "FILE", Required = true };
        var data = new Option<string>("--data", "-d") { Description = "The data set: a folder or a zip archive.", HelpName = "PATH", Required = true };
        var split = new Option<string?>("--split", "-s")
        {
            Description = "test, train, validation (as the model's recipe held it out) or all; default: test if there is one, else all.",
            HelpName = "NAME",
        };
        var exit = ChoiceOption.OrNone<ExitScore>(
            "--exit", "confidence, entropy, margin or patience: show what early exits would do, where each recording stops after the first step that is sure enough.");
        var threshold = new Option<double?>("--threshold") { Description = "How sure is enough for --exit, 0 to 1 (patience: steps); default: several, as a curve.", HelpName = "X" };
        var (threads, cache, json) = (CommonOptions.Threads(), CommonOptions.Cache(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "eval",
            "Measure how well a model does on a data set.",
            "saccade eval --model runs/hsd-nmnist --data N-MNIST.zip",
            "saccade eval --model model.safetensors --data recordings/ --split all --json",
            "saccade eval --model runs/seenn --data cifar10-dvs-store --exit confidence")
        {
            model, data, split, exit, threshold, threads, cache, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new EvalOptions
            {
                Model = parsed.GetRequiredValue(model),
                Data = parsed.GetRequiredValue(data),
                Split = parsed.GetValue(split),
                Exit = parsed.GetValue(exit),
                Threshold = parsed.GetValue(threshold),
                Threads = parsed.GetValue(threads),
                Cache = parsed.GetValue(cache),
                Json = parsed.GetValue(json),
            },
            EvalCommand.Run));
        return command;
    }
}
