using System.CommandLine;
using Saccade.Cli.Hosting;
using Saccade.Recognition;

namespace Saccade.Cli.Model;

/// <summary>How <c>saccade model</c> is written.</summary>
internal static class ModelSyntax
{
    public static Command Create(CommandContext context) => new("model", "Look at model files, and make them of or for other programs.") { Info(context), Explain(context), Maps(context), Import(context), Quantise(context), Export(context) };

    private static CommandWithExamples Maps(CommandContext context)
    {
        var model = new Argument<string>("MODEL") { Description = "The model file, or the run folder it is in." };
        var recording = new Argument<string>("RECORDING") { Description = "A recording." };
        var output = new Option<string>("--out", "-o") { Description = "The picture to write, a .png file.", HelpName = "FILE", Required = true };
        var layer = new Option<string?>("--layer") { Description = "Name or path of a layer of neurons; default: the first.", HelpName = "NAME" };
        var channels = new Option<string?>("--channels") { Description = "Channels to draw, from 0; default: the first eight.", HelpName = "LIST" };
        var steps = new Option<string?>("--steps") { Description = "Numbers of time steps to draw; default: 1 and all.", HelpName = "LIST" };
        var force = new Option<bool>("--force") { Description = "Replace a file that exists." };
        var command = new CommandWithExamples(
            "maps",
            "Draw how often the neurons of a layer fire for a recording.",
            "saccade model maps runs/hsd-nmnist recording.bin --out maps.png",
            "saccade model maps runs/hsd-nmnist recording.bin --out maps.png --steps 1,5 --channels 0,3")
        {
            model, recording, output, layer, channels, steps, force,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ModelMapsOptions
            {
                Model = parsed.GetRequiredValue(model),
                Recording = parsed.GetRequiredValue(recording),
                Output = parsed.GetRequiredValue(output),
                Layer = parsed.GetValue(layer),
                Channels = parsed.GetValue(channels),
                Steps = parsed.GetValue(steps),
                Force = parsed.GetValue(force),
            },
            ModelMapsCommand.Run));
        return command;
    }

    private static CommandWithExamples Export(CommandContext context)
    {
        var model = new Argument<string>("MODEL") { Description = "The model file, or the run folder it is in." };
        var onnx = new Option<string>("--onnx") { Description = "The ONNX file to write.", HelpName = "FILE", Required = true };
        var steps = new Option<int?>("--steps") { Description = "Time steps to unroll; default: those of the model.", HelpName = "T" };
        var force = new Option<bool>("--force") { Description = "Replace a file that exists." };
        var command = new CommandWithExamples(
            "export",
            "Write a model for other runtimes, unrolled over its time steps.",
            "saccade model export runs/hsd-nmnist --onnx hsd-nmnist.onnx",
            "saccade model export model.safetensors --onnx one-step.onnx --steps 1")
        {
            model, onnx, steps, force,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ModelExportOptions { Model = parsed.GetRequiredValue(model), Onnx = parsed.GetRequiredValue(onnx), Steps = parsed.GetValue(steps), Force = parsed.GetValue(force) },
            ModelExportCommand.Run));
        return command;
    }

    private static CommandWithExamples Info(CommandContext context)
    {
        var model = new Argument<string>("MODEL") { Description = "The model file, or the run folder it is in." };
        var recipe = new Option<bool>("--recipe") { Description = "Print the recipe that trained it, ready for 'saccade train'." };
        var json = CommonOptions.Json();
        var command = new CommandWithExamples(
            "info",
            "Say what a model file holds.",
            "saccade model info runs/hsd-nmnist",
            "saccade model info model.safetensors --recipe > again.yaml")
        {
            model, recipe, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ModelInfoOptions { Model = parsed.GetRequiredValue(model), Recipe = parsed.GetValue(recipe), Json = parsed.GetValue(json) },
            ModelInfoCommand.Run));
        return command;
    }

    private static CommandWithExamples Explain(CommandContext context)
    {
        var model = new Argument<string>("MODEL") { Description = "The model file, or the run folder it is in." };
        var recording = new Option<string?>("--recording", "-r") { Description = "The recording to measure on; default: a made-up one.", HelpName = "FILE" };
        var unfolded = new Option<bool>("--unfolded") { Description = "The plan that has the bits of training: nothing is folded into weights." };
        var weights = ChoiceOption.OrNone<WeightFormat>("--weights", "float32 or int8: how weights are kept where the input is spikes; default: as the model has them.");
        var data = new Option<string?>("--data", "-d") { Description = "Also compare the plan with the bits of training on this data set: spikes, decisions, accuracy.", HelpName = "PATH" };
        var (cache, json) = (CommonOptions.Cache(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "explain",
            "Show the plan by which a model decides on a stream: steps, paths, bytes, and the time of each on this machine.",
            "saccade model explain runs/hsd-nmnist",
            "saccade model explain model.safetensors --recording drive.dat",
            "saccade model explain runs/hsd-nmnist --weights int8 --data N-MNIST.zip")
        {
            model, recording, unfolded, weights, data, cache, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ModelExplainOptions
            {
                Model = parsed.GetRequiredValue(model),
                Recording = parsed.GetValue(recording),
                Unfolded = parsed.GetValue(unfolded),
                Weights = parsed.GetValue(weights),
                Data = parsed.GetValue(data),
                Cache = parsed.GetValue(cache),
                Json = parsed.GetValue(json),
            },
            ModelExplainCommand.Run));
        return command;
    }

    private static CommandWithExamples Quantise(CommandContext context)
    {
        var model = new Argument<string>("MODEL") { Description = "The model file, or the run folder it is in." };
        var data = new Option<string>("--data", "-d") { Description = "The data set that the model was trained on: a folder or a zip archive. Scales are chosen on it.", HelpName = "PATH", Required = true };
        var output = new Option<string>("--out", "-o") { Description = "The model file to write.", HelpName = "FILE", Required = true };
        var split = new Option<string>("--split", "-s") { Description = "The part to choose on: validation (as the model's recipe held it out) or train.", HelpName = "NAME", DefaultValueFactory = _ => ModelQuantiseOptions.Splits[0] };
        var force = new Option<bool>("--force") { Description = "Replace a file that exists." };
        var (cache, json) = (CommonOptions.Cache(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "quantise",
            "Make a model with weights of 8 bits, a quarter of the size.",
            "saccade model quantise runs/hsd-nmnist --data N-MNIST.zip --out small.safetensors",
            "saccade model quantise runs/hsd-ncars --data ncars-store --split train --out small.safetensors")
        {
            model, data, output, split, cache, force, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ModelQuantiseOptions
            {
                Model = parsed.GetRequiredValue(model),
                Data = parsed.GetRequiredValue(data),
                Output = parsed.GetRequiredValue(output),
                Split = parsed.GetRequiredValue(split),
                Cache = parsed.GetValue(cache),
                Force = parsed.GetValue(force),
                Json = parsed.GetValue(json),
            },
            ModelQuantiseCommand.Run));
        return command;
    }

    private static CommandWithExamples Import(CommandContext context)
    {
        var weights = new Argument<string>("WEIGHTS") { Description = "A .safetensors file, or one that torch.save wrote (.pt, .pth)." };
        var network = new Option<string>("--network") { Description = "What network they are of, for example resnet18; a wrong name is answered with all.", HelpName = "NAME", Required = true };
        var output = new Option<string>("--out", "-o") { Description = "The model file to write.", HelpName = "FILE", Required = true };
        var size = new Option<string?>("--size") { Description = "Columns and rows of a frame; default: those that the network was trained on.", HelpName = "WxH" };
        var labels = new Option<string?>("--labels") { Description = "A text file with the name of each class, one on a line; default: numbers from 0.", HelpName = "FILE" };
        var mean = new Option<string?>("--mean") { Description = "Mean of each channel that is subtracted first; default: as the network was trained.", HelpName = "LIST" };
        var deviation = new Option<string?>("--deviation") { Description = "Standard deviation of each channel that divides it.", HelpName = "LIST" };
        var steps = new Option<int?>("--steps") { Description = "Time steps; default: as published.", HelpName = "T" };
        var force = new Option<bool>("--force") { Description = "Replace a file that exists." };
        var command = new CommandWithExamples(
            "import",
            "Make a model file of weights that another program wrote. Nothing in them is executed.",
            "saccade model import resnet18-f37072fd.pth --network resnet18 --out teacher.safetensors",
            "saccade model import mnist_params.pt --network sinabs-mnist --out mnist.safetensors")
        {
            weights, network, output, size, labels, mean, deviation, steps, force,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new ModelImportOptions
            {
                Weights = parsed.GetRequiredValue(weights),
                Network = parsed.GetRequiredValue(network),
                Output = parsed.GetRequiredValue(output),
                Size = parsed.GetValue(size),
                Labels = parsed.GetValue(labels),
                Mean = parsed.GetValue(mean),
                Deviation = parsed.GetValue(deviation),
                Steps = parsed.GetValue(steps),
                Force = parsed.GetValue(force),
            },
            ModelImportCommand.Run));
        return command;
    }
}
