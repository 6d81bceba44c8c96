using Saccade.Cli.Hosting;
using Saccade.Events.Model;

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
