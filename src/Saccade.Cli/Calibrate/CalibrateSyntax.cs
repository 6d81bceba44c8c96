using System.CommandLine;
using Saccade.Cli.Hosting;
using Saccade.Recognition;

namespace Saccade.Cli.Calibrate;

/// <summary>How <c>saccade calibrate</c> is written.</summary>
internal static class CalibrateSyntax
{
    public static Command Create(CommandContext context)
    {
        var model = new Option<string>("--model", "-m") { Description = "The model file, or the run folder it is in.", HelpName = "FILE", Required = true };
        var data = new Option<string>("--data", "-d") { Description = "The data set that the model was trained on: a folder or a zip archive.", HelpName = "PATH", Required = true };
        var split = new Option<string>("--split", "-s") { Description = "The part to choose on: validation (as the model's recipe held it out), test, train or all.", HelpName = "NAME", DefaultValueFactory = _ => "validation" };
        var exit = ChoiceOption.Of<ExitScore>("--exit", "confidence (default), entropy, margin or patience: what is compared with the threshold.");
        var loss = new Option<double?>("--loss") { Description = "The fewest steps that lose at most so many points of accuracy.", HelpName = "POINTS" };
        var accuracy = new Option<double?>("--accuracy") { Description = "The fewest steps with this accuracy, 0 to 1.", HelpName = "X" };
        var steps = new Option<double?>("--mean-steps") { Description = "The highest accuracy with at most so many time steps on average.", HelpName = "T" };
        var slack = new Option<double>("--slack") { Description = "How many points more than wished may be lost on other recordings, at 95 % confidence; 100 to look at these alone.", HelpName = "POINTS", DefaultValueFactory = _ => CalibrateOptions.UsualSlack };
        var test = new Option<bool>("--test") { Description = "Also measure what was chosen on the test part." };
        var (threads, cache, json) = (CommonOptions.Threads(), CommonOptions.Cache(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "calibrate",
            "Choose the threshold of an early exit on recordings that the model did not learn from.",
            "saccade calibrate --model runs/hsd-nmnist --data N-MNIST.zip --loss 0.5",
            "saccade calibrate --model runs/hsd-nmnist --data N-MNIST.zip --exit margin --mean-steps 2 --test")
        {
            model, data, split, exit, loss, accuracy, steps, slack, test, threads, cache, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new CalibrateOptions
            {
                Model = parsed.GetRequiredValue(model),
                Data = parsed.GetRequiredValue(data),
                Split = parsed.GetRequiredValue(split),
                Exit = parsed.GetValue(exit),
                Loss = parsed.GetValue(loss),
                Accuracy = parsed.GetValue(accuracy),
                MeanSteps = parsed.GetValue(steps),
                Slack = parsed.GetValue(slack),
                Test = parsed.GetValue(test),
                Threads = parsed.GetValue(threads),
                Cache = parsed.GetValue(cache),
                Json = parsed.GetValue(json),
            },
            CalibrateCommand.Run));
        return command;
    }
}
