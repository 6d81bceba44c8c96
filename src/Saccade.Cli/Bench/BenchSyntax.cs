using System.CommandLine;
using System.CommandLine.Parsing;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Bench;

/// <summary>How <c>saccade bench</c> is written.</summary>
internal static class BenchSyntax
{
    public static Command Create(CommandContext context)
    {
        var which = new Argument<BenchCase>("CASE") { Description = $"What to time: {string.Join(", ", BenchCase.All.Select(c => c.Name))}.", CustomParser = Parse };
        var steps = new Option<int?>("--steps") { Description = "Time steps; default: 5, snn5 16, lif 8, linear-lif 500, a model's own.", HelpName = "T" };
        var batch = new Option<int?>("--batch") { Description = "Samples of a run; default: 8, linear-lif 16.", HelpName = "N" };
        var rounds = new Option<int>("--rounds") { Description = "How often it is timed; 1 only shows that it works.", HelpName = "N", DefaultValueFactory = _ => BenchOptions.UsualRounds };
        var firing = new Option<double?>("--firing") { Description = "Make neurons fire at this share of steps, 0 to 1; default: unchanged.", HelpName = "SHARE" };
        var model = new Option<string?>("--model", "-m") { Description = "A network from a model file or run folder instead of random weights.", HelpName = "FILE" };
        var data = new Option<string?>("--data", "-d") { Description = "Recordings for the model instead of random frames.", HelpName = "PATH" };
        var neurons = new Option<int?>("--neurons") { Description = "lif: number of neurons; default: 1 million.", HelpName = "N" };
        var size = new Option<int?>("--size") { Description = "linear-lif: inputs and outputs of the layer; default: 512.", HelpName = "N" };
        var recompute = new Option<bool>("--recompute") { Description = "Training: compute convolutions again in the backward pass instead of keeping their outputs." };
        var backward = new Option<bool>("--backward") { Description = "lif, linear-lif: compute gradients too." };
        var export = new Option<string?>("--export") { Description = "Write inputs, weights and results there, for another program to repeat the run.", HelpName = "DIR" };
        var (threads, json) = (CommonOptions.Threads(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "bench",
            "Time training, inference or neurons against the limits of this machine.",
            "saccade bench vgg-snn-train",
            "saccade bench vgg-snn-infer --batch 1 --firing 0.1 --json",
            "saccade bench small-infer --model runs/hsd-nmnist --data N-MNIST.zip",
            "saccade bench lif --steps 16 --backward")
        {
            which, steps, batch, rounds, firing, model, data, neurons, size, backward, recompute, export, threads, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new BenchOptions
            {
                Case = parsed.GetRequiredValue(which),
                Steps = parsed.GetValue(steps),
                Batch = parsed.GetValue(batch),
                Threads = parsed.GetValue(threads),
                Rounds = parsed.GetValue(rounds),
                Firing = parsed.GetValue(firing),
                Model = parsed.GetValue(model),
                Data = parsed.GetValue(data),
                Neurons = parsed.GetValue(neurons),
                Size = parsed.GetValue(size),
                Backward = parsed.GetValue(backward),
                Recompute = parsed.GetValue(recompute),
                Export = parsed.GetValue(export),
                Json = parsed.GetValue(json),
            },
            BenchCommand.Run));
        return command;
    }

    private static BenchCase? Parse(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        var found = BenchCase.All.FirstOrDefault(c => c.Name == word);
        if (found is null)
            result.AddError($"there is no case '{word}', expected one of {string.Join(", ", BenchCase.All.Select(c => c.Name))}");
        return found;
    }
}
