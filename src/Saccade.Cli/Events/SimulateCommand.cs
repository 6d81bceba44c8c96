using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Simulation;
using Saccade.Files;

namespace Saccade.Cli.Events;

/// <summary>Options of <c>saccade events simulate</c>.</summary>
internal sealed record SimulateOptions(string Input, OutputOptions Output, SimulatedMotion Motion, int Index, double? FramesPerSecond, string? Sensor, string? Seed, bool Json) : ICommandOptions
{
    public ulong SeedValue => Seed is null ? 1 : ulong.Parse(Seed, System.Globalization.CultureInfo.InvariantCulture);

    public SensorSize? SensorSize => Sensor is null ? null : InputOptions.ParseSensor(Sensor);

    public IEnumerable<string> Validate()
    {
        foreach (string problem in Output.Validate())
            yield return problem;
        if (Index < 0)
            yield return $"--index {Index}: expected 0 or more";
        if (FramesPerSecond is not null and not (> 0 and <= 1e6))
            yield return $"--fps {FramesPerSecond}: expected more than 0, at most 1000000";
        if (Sensor is not null && SensorSize is null)
            yield return $"--sensor {Sensor}: expected WIDTHxHEIGHT, for example 34x34";
        if (CommonOptions.SeedProblem(Seed) is { } seed)
            yield return seed;
        if (Json && Output.Path == "-")
            yield return "--json writes to standard output, where the recording goes already; give the output a name";
    }
}

/// <summary>How the image moves, and what sees it.</summary>
internal enum SimulatedMotion
{
    /// <summary>The three saccades of N-MNIST, 34x34.</summary>
    Nmnist = 0,

    /// <summary>The closed loops of CIFAR10-DVS, 128x128.</summary>
    Cifar10Dvs = 1,
}

/// <summary><c>saccade events simulate</c>: what an event camera would see of images.</summary>
internal static class SimulateCommand
{
    public static ExitCode Run(SimulateOptions options, CommandContext context)
    {
        var preset = options.Motion == SimulatedMotion.Nmnist ? SimulationPresets.NMnist : SimulationPresets.Cifar10Dvs;
        var simulation = preset with { Seed = options.SeedValue, Camera = preset.Camera with { Sensor = options.SensorSize ?? preset.Camera.Sensor } };
        EventBuffer events = new();
        string what;
        try
        {
            what = Simulate(new EventSimulator(simulation), options, events);
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadData, $"nothing can be simulated: {ErrorText.Of(e)}", e);
        }

        var written = RecordingOutput.Write(options.Output, context, output =>
        {
            var writer = RecordingOutput.Writer(options.Output, output, simulation.Camera.Sensor);
            writer.Write(events.All);
            return writer.Finish();
        });
        foreach (string note in RecordingOutput.Notes(options.Output, written, sensorMeasured: false))
            context.Tell($"note: {note}");
        if (options.Json)
            JsonOutput.Write(context.Console.Out, new { options.Input, what, Output = options.Output.Path, Sensor = simulation.Camera.Sensor.ToString(), Events = events.Count, Seed = options.SeedValue });
        else
            context.Tell($"{options.Output.Name}: {Text.Count(events.Count, "event")} of {what}, sensor {simulation.Camera.Sensor}, seed {options.SeedValue}");
        return ExitCode.Ok;
    }

    private static string Simulate(EventSimulator simulator, SimulateOptions options, EventBuffer events)
    {
        if (!Directory.Exists(options.Input))
        {
            simulator.Simulate(ImageFile.Read(options.Input), options.Index, events);
            return "one image";
        }

        if (options.FramesPerSecond is { } rate)
        {
            TimedImage[] frames = [.. Directory.EnumerateFiles(options.Input).Where(ImageFile.IsImage).Order(NaturalOrder.Comparer)
                .Select((path, i) => new TimedImage((long)(i * 1e6 / rate), ImageFile.Read(path)))];
            simulator.Simulate(frames, options.Index, events);
            return $"a sequence of {Text.Count(frames.Length, "image")}";
        }

        var images = Directory.EnumerateFiles(options.Input, "train-images*").Any() ? ImageSet.OpenMnist(options.Input) : ImageSet.OpenFolder(options.Input);
        if (options.Index >= images.Count)
            throw new ArgumentException($"--index {options.Index} is beyond the {images.Count} images of {options.Input}");
        var image = images.Get(options.Index);
        simulator.Simulate(image.Image, options.Index, events);
        return $"image {options.Index} ({images.Classes[image.Label]})";
    }
}
