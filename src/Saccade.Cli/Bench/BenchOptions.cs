using Saccade.Cli.Hosting;

namespace Saccade.Cli.Bench;

/// <summary>Options of <c>saccade bench</c>.</summary>
internal sealed record BenchOptions : ICommandOptions
{
    public const int UsualRounds = 7, UsualNeurons = 1_000_000, UsualSize = 512, UsualNeuronSteps = 8;

    private const int MostSteps = 10_000, MostBatch = 10_000, MostRounds = 100_000, MostNeurons = 100_000_000, MostSize = 16_384;

    public required BenchCase Case { get; init; }

    public int? Steps { get; init; }

    public int? Batch { get; init; }

    public int? Threads { get; init; }

    public int Rounds { get; init; } = UsualRounds;

    public double? Firing { get; init; }

    public string? Model { get; init; }

    public string? Data { get; init; }

    public int? Neurons { get; init; }

    public int? Size { get; init; }

    public bool Backward { get; init; }

    /// <summary>Whether training computes convolutions again instead of keeping their outputs.</summary>
    public bool Recompute { get; init; }

    public string? Export { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        string?[] ranges = new[]
        {
            Range("--steps", Steps, MostSteps), Range("--batch", Batch, MostBatch), Range("--rounds", Rounds, MostRounds),
            Range("--neurons", Neurons, MostNeurons), Range("--size", Size, MostSize), CommonOptions.ThreadsProblem(Threads),
        };
        foreach (string problem in ranges.Append(FiringProblem(Firing)).OfType<string>().Concat(Strangers()))
            yield return problem;
        if (Data is not null && Model is null)
            yield return $"--data {Data}: recordings become frames as a model says; give --model too";
        if (Case is BenchCase.Neurons && (long)(Neurons ?? UsualNeurons) * (Steps ?? UsualNeuronSteps) > Array.MaxLength)
            yield return $"--neurons {Neurons ?? UsualNeurons} with --steps {Steps ?? UsualNeuronSteps}: expected at most {Array.MaxLength} values together";
    }

    /// <summary>What is wrong with a number, or null.</summary>
    public static string? Range(string option, int? value, int most) => value < 1 || value > most ? $"{option} {value}: expected 1 to {most}" : null;

    /// <summary>What is wrong with a firing rate, or null.</summary>
    public static string? FiringProblem(double? firing)
        => firing is not null and not (> 0 and < 1) ? $"--firing {firing}: expected a share above 0 and below 1, for example 0.1" : null;

    /// <summary>Options that the case does not have.</summary>
    private IEnumerable<string> Strangers()
    {
        bool network = Case is BenchCase.Network;
        (string Option, bool Given, bool Fits)[] options =
        [
            ("--firing", Firing is not null, network), ("--model", Model is not null, network), ("--data", Data is not null, network),
            ("--batch", Batch is not null, Case is not BenchCase.Neurons), ("--neurons", Neurons is not null, Case is BenchCase.Neurons),
            ("--size", Size is not null, Case is BenchCase.LinearNeurons), ("--backward", Backward, !network),
            ("--recompute", Recompute, Case is BenchCase.Network { Trains: true }),
        ];
        return options.Where(o => o.Given && !o.Fits).Select(o => $"{o.Option}: {Case.Name} has no such option; leave it out");
    }
}
