using System.CommandLine;
using Saccade.Cli.Hosting;
using Saccade.Training.Benchmarks;

namespace Saccade.Cli.Profile;

/// <summary>How <c>saccade profile</c> is written.</summary>
internal static class ProfileSyntax
{
    public static Command Create(CommandContext context)
    {
        var model = new Argument<string>("MODEL")
        {
            Description = $"A model file, the run folder it is in, or {string.Join(", ", BuiltInNetwork.All.Select(n => n.Name))} with random weights.",
        };
        var data = new Option<string?>("--data", "-d") { Description = "Recordings for the model instead of random frames.", HelpName = "PATH" };
        var steps = new Option<int?>("--steps") { Description = "Time steps; default: those of the model.", HelpName = "T" };
        var batch = new Option<int?>("--batch") { Description = "Samples of a pass; default: 8.", HelpName = "N" };
        var rounds = new Option<int>("--rounds") { Description = "Passes that are timed.", HelpName = "N", DefaultValueFactory = _ => ProfileOptions.UsualRounds };
        var train = new Option<bool>("--train") { Description = "Time the backward pass too." };
        var firing = new Option<double?>("--firing") { Description = "Make neurons fire at this share of steps, 0 to 1; default: unchanged.", HelpName = "SHARE" };
        var (threads, json) = (CommonOptions.Threads(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "profile",
            "Show how long each layer of a network takes.",
            "saccade profile runs/hsd-nmnist --data N-MNIST.zip",
            "saccade profile vgg-snn --train --threads 1")
        {
            model, data, steps, batch, rounds, train, firing, threads, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ProfileOptions
            {
                Model = parsed.GetRequiredValue(model),
                Data = parsed.GetValue(data),
                Steps = parsed.GetValue(steps),
                Batch = parsed.GetValue(batch),
                Threads = parsed.GetValue(threads),
                Rounds = parsed.GetValue(rounds),
                Train = parsed.GetValue(train),
                Firing = parsed.GetValue(firing),
                Json = parsed.GetValue(json),
            },
            ProfileCommand.Run));
        return command;
    }
}
