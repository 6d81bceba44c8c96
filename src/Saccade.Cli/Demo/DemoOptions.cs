using Saccade.Cli.Hosting;

namespace Saccade.Cli.Demo;

/// <summary>Options of <c>saccade demo</c>.</summary>
internal sealed record DemoOptions : ICommandOptions
{
    public string? Out { get; init; }

    public string? Seed { get; init; }

    /// <summary>Whether classes differ in how they move, in place of how they look.</summary>
    public bool Motion { get; init; }

    public bool Quick { get; init; }

    public int? Threads { get; init; }

    public bool Json { get; init; }

    public DemoPicture Picture => Motion ? DemoPicture.Motion : DemoPicture.Glyphs;

    public IEnumerable<string> Validate()
    {
        if (CommonOptions.SeedProblem(Seed) is { } seed)
            yield return seed;
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}
