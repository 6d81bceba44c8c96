using System.Globalization;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Training.Recipes;
using Saccade.Training.Studies;

namespace Saccade.Cli.Studies;

/// <summary>Options of <c>saccade study</c>.</summary>
internal sealed record StudyOptions : ICommandOptions
{
    public required string Study { get; init; }

    public string? Data { get; init; }

    public string? Out { get; init; }

    public IReadOnlyList<string> Set { get; init; } = [];

    public string? Seeds { get; init; }

    public string? Shard { get; init; }

    public int? Threads { get; init; }

    public string? Cache { get; init; }

    public bool TableOnly { get; init; }

    public TableFormat Format { get; init; }

    public IEnumerable<RecipeOverride> Overrides => Set.Select(RecipeOverride.Parse);

    public IReadOnlyList<ulong>? SeedList => Seeds?.Split(',').Select(s => ulong.Parse(s, NumberStyles.None, CultureInfo.InvariantCulture)).ToArray();

    public StudyShard Share => Shard is null ? StudyShard.Whole : StudyShard.Parse(Shard)!.Value;

    public IEnumerable<string> Validate()
    {
        foreach (string set in Set.Where(set => set.IndexOf('=', StringComparison.Ordinal) <= 0))
            yield return $"--set {set}: expected key.path=value, for example --set finetune.epochs=20";
        string[] seeds = Seeds?.Split(',') ?? [];
        if (!Array.TrueForAll(seeds, s => ulong.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out _)) || seeds.Distinct().Count() < seeds.Length)
            yield return $"--seeds {Seeds}: expected different whole numbers joined by commas, for example 1,2,3";
        if (Shard is not null && StudyShard.Parse(Shard) is null)
            yield return $"--shard {Shard}: expected I/N with I from 1 to N, for example 3/16";
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}
