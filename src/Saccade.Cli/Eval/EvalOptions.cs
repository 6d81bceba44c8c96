using Saccade.Cli.Hosting;

namespace Saccade.Cli.Eval;

/// <summary>Options of <c>saccade eval</c>.</summary>
internal sealed record EvalOptions : ICommandOptions
{
    public static readonly IReadOnlyList<string> Splits = ["test", "train", "validation", "all"];

    public required string Model { get; init; }

    public required string Data { get; init; }

    public string? Split { get; init; }

    public int? Threads { get; init; }

    public string? Cache { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        if (Split is not null && !Splits.Contains(Split))
            yield return $"--split {Split}: expected one of {string.Join(", ", Splits)}";
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}
