using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Events;

/// <summary>How <c>saccade events simulate</c> is written.</summary>
internal static class SimulateSyntax
{
    public static Command Create(CommandContext context)
    {
        var (input, output) = (new Argument<string>("IMAGES") { Description = "An image (PNG, PGM, PPM), a folder with MNIST's files or with class folders, or with --fps a folder of images one after the other." }, new Argument<string>("OUT") { Description = "The recording; - for standard output." });
        var motion = ChoiceOption.Of<SimulatedMotion>("--motion", "nmnist: three saccades, 34x34. cifar10dvs: closed loops, 128x128. With --fps the images move by themselves.");
        var index = new Option<int>("--index") { Description = "Number of the image in a folder, from 0; noise depends on it too.", HelpName = "N" };
        var rate = new Option<double?>("--fps") { Description = "Images of the folder in a second.", HelpName = "RATE" };
        var sensor = new Option<string?>("--sensor") { Description = "Size of the sensor; default: that of the motion.", HelpName = "WxH" };
        var (seed, json, outputs) = (CommonOptions.Seed("Seed of the camera's noise and mismatch; default 1."), CommonOptions.Json(), new OutputSyntax());
        var command = new CommandWithExamples(
            "simulate",
            "Simulate what an event camera sees of an image in motion, or of a sequence of images.",
            "saccade events simulate mnist/ seven.bin --index 15",
            "saccade events simulate cat.png cat.aedat4 --motion cifar10dvs",
            "saccade events simulate frames/ drive.raw --fps 500 --sensor 240x180")
        {
            input, output, motion, index, rate, sensor, seed, json,
        };
        outputs.AddTo(command);
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new SimulateOptions(
                parsed.GetRequiredValue(input), outputs.Get(parsed, parsed.GetRequiredValue(output)), parsed.GetValue(motion), parsed.GetValue(index),
                parsed.GetValue(rate), parsed.GetValue(sensor), parsed.GetValue(seed), parsed.GetValue(json)),
            SimulateCommand.Run));
        return command;
    }
}
