using Saccade.Cli.Hosting;

namespace Saccade.Cli.Demo;

/// <summary>Options of <c>saccade demo</c>.</summary>
internal sealed record DemoOptions : ICommandOptions
{
    public string? Out { get; init; }

    public string? Seed { get; init; }

    public bool Quick { get; init; }

    public int? Threads { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        if (CommonOptions.SeedProblem(Seed) is { } seed)
            yield return seed;
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}
