using Saccade.Training.Benchmarks;

namespace Saccade.Cli.Bench;

/// <summary>What <c>saccade bench</c> can time.</summary>
/// <param name="Name">As it is written on the command line.</param>
internal abstract record BenchCase(string Name)
{
    /// <summary>All cases.</summary>
    public static IReadOnlyList<BenchCase> All { get; } =
    [
        .. from builtIn in Enum.GetValues<BuiltInNetwork>()
           from trains in (bool[])[true, false]
           select new Network($"{NetworkSource.NameOf(builtIn)}-{(trains ? "train" : "infer")}", builtIn, trains),
        new Neurons("lif"),
        new LinearNeurons("linear-lif"),
    ];

    /// <summary>A whole network.</summary>
    public sealed record Network(string Name, BuiltInNetwork BuiltIn, bool Trains) : BenchCase(Name);

    /// <summary>Neurons alone.</summary>
    public sealed record Neurons(string Name) : BenchCase(Name);

    /// <summary>A linear layer and neurons.</summary>
    public sealed record LinearNeurons(string Name) : BenchCase(Name);
}
