using Saccade.Cli.Bench;
using Saccade.Cli.Hosting;
using Saccade.Training.Benchmarks;

namespace Saccade.Cli.Profile;

/// <summary>Options of <c>saccade profile</c>.</summary>
internal sealed record ProfileOptions : ICommandOptions
{
    public const int UsualRounds = 5;

    private const int MostSteps = 10_000, MostBatch = 10_000, MostRounds = 100_000;

    public required string Model { get; init; }

    public string? Data { get; init; }

    public int? Steps { get; init; }

    public int? Batch { get; init; }

    public int? Threads { get; init; }

    public int Rounds { get; init; } = UsualRounds;

    public bool Train { get; init; }

    /// <summary>Spikes per neuron and step that are forced, or null.</summary>
    public double? Firing { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        string?[] ranges = new[]
        {
            BenchOptions.Range("--steps", Steps, MostSteps), BenchOptions.Range("--batch", Batch, MostBatch), BenchOptions.Range("--rounds", Rounds, MostRounds),
            CommonOptions.ThreadsProblem(Threads), BenchOptions.FiringProblem(Firing),
        };
        foreach (string problem in ranges.OfType<string>())
            yield return problem;
        if (Data is not null && BuiltInNetwork.Find(Model) is not null)
            yield return $"--data {Data}: recordings become frames as a model file says; name one instead of {Model}";
    }
}
