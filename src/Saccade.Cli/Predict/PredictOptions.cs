using Saccade.Cli.Hosting;

namespace Saccade.Cli.Predict;

/// <summary>Options of <c>saccade predict</c>.</summary>
internal sealed record PredictOptions : ICommandOptions
{
    public required IReadOnlyList<string> Recordings { get; init; }

    public required string Model { get; init; }

    public bool Steps { get; init; }

    public int? Threads { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}
