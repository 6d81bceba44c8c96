using System.CommandLine;
using Saccade.Cli.Hosting;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Streaming.Sources;

namespace Saccade.Cli.Streams;

/// <summary>How <c>saccade stream</c> is written.</summary>
internal static class StreamSyntax
{
    public static Command Create(CommandContext context)
    {
        var model = new Option<string>("--model", "-m") { Description = "The model file, or the run folder it is in.", HelpName = "FILE", Required = true };
        var input = new Option<string>("--input", "-i") { Description = "A recording, - for standard input, tcp://HOST:PORT to connect to, listen://:PORT for connections or udp://:PORT for datagrams (from this machine alone if no host is given).", HelpName = "SOURCE", Required = true };
        var format = new Option<string?>("--format") { Description = "Format of the bytes, if the first ones do not show it: see 'saccade events info --help'.", HelpName = "NAME" };
        var packed = ChoiceOption.OrNone<PackedLayout>("--packed", "Events without a header, as faery packs them: t64x16y16on8 (usual for datagrams) or t32x16y15on1.");
        var window = new Option<string>("--window", "-w") { Description = "Which events make a time step: a duration (30ms), a number of events (500), or a number between a shortest and a longest duration (500,1ms,30ms).", HelpName = "WINDOW", DefaultValueFactory = _ => "30ms" };
        var steps = new Option<int?>("--steps") { Description = "Time steps of a decision; default: those of the training; 0: one decision that never ends.", HelpName = "N" };
        var exit = ChoiceOption.OrNone<ExitScore>("--exit", "confidence, entropy, margin or patience: decide before the last step when the network is sure enough.");
        var threshold = new Option<double?>("--threshold") { Description = "How sure is enough for --exit, 0 to 1 (patience: steps).", HelpName = "X" };
        var speed = new Option<double?>("--speed") { Description = "Play a recording at its own pace (1) or faster; default: as fast as it goes.", HelpName = "X" };
        var region = new Option<string?>("--region") { Description = "The part of the sensor to show to a model whose frames are fitted: left, top, width, height.", HelpName = "X,Y,W,H" };
        var weights = ChoiceOption.Of<PlanWeights>("--weights", "float32 (default) or int8: how weights are kept where the input is spikes.");
        var drop = ChoiceOption.OrNone<DropPolicy>("--drop", "wait, oldest or newest: what happens to events when the network is slower; default: wait, for datagrams and --speed oldest.");
        var queue = new Option<int>("--queue") { Description = "Pieces of events that wait for the network at most.", HelpName = "N", DefaultValueFactory = _ => 256 };
        var everyStep = new Option<bool>("--every-step") { Description = "A line for each time step, not only for each decision." };
        var command = new CommandWithExamples(
            "stream",
            "Decide on events while they come; a line of JSON for each decision.",
            "saccade stream --model runs/hsd-nmnist --input recording.bin --window 30ms",
            "saccade stream --model cars.safetensors --input drive.dat --speed 1 --exit confidence --threshold 0.9",
            "camera-dump | saccade stream --model cars.safetensors --input - --format dat",
            "saccade stream --model cars.safetensors --input udp://:7777 --window 500,1ms,30ms")
        {
            model, input, format, packed, window, steps, exit, threshold, speed, region, weights, drop, queue, everyStep,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new StreamCommandOptions
            {
                Model = parsed.GetRequiredValue(model),
                Input = parsed.GetRequiredValue(input),
                Format = parsed.GetValue(format),
                Packed = parsed.GetValue(packed),
                Window = parsed.GetRequiredValue(window),
                Steps = parsed.GetValue(steps),
                Exit = parsed.GetValue(exit),
                Threshold = parsed.GetValue(threshold),
                Speed = parsed.GetValue(speed),
                Region = parsed.GetValue(region),
                Weights = parsed.GetValue(weights),
                Drop = parsed.GetValue(drop),
                Queue = parsed.GetValue(queue),
                EveryStep = parsed.GetValue(everyStep),
            },
            StreamCommand.Run));
        return command;
    }
}
