using Saccade.Cli.Hosting;
using Saccade.Tensors;
using Saccade.Training.Recipes;

namespace Saccade.Cli.Train;

/// <summary>Options of <c>saccade train</c>.</summary>
internal sealed record TrainOptions : ICommandOptions
{
    private const int MostSeconds = 86_400;

    public required string Recipe { get; init; }

    public string? Data { get; init; }

    public string? Out { get; init; }

    public IReadOnlyList<string> Set { get; init; } = [];

    public string? Seed { get; init; }

    public int? Threads { get; init; }

    public string? Cache { get; init; }

    public bool Resume { get; init; }

    public bool Test { get; init; }

    public bool TensorBoard { get; init; }

    public bool Json { get; init; }

    public int? Ranks { get; init; }

    public double? Deadline { get; init; }

    /// <summary>The values to replace in the recipe; the shorthand --seed goes last.</summary>
    public IEnumerable<RecipeOverride> Overrides
        => [.. Set.Select(RecipeOverride.Parse), .. Seed is null ? Enumerable.Empty<RecipeOverride>() : [new RecipeOverride("seed", Seed)]];

    public IEnumerable<string> Validate()
    {
        foreach (string set in Set)
        {
            if (set.IndexOf('=', StringComparison.Ordinal) <= 0)
                yield return $"--set {set}: expected key.path=value, for example --set finetune.epochs=20";
        }

        if (CommonOptions.SeedProblem(Seed) is { } seed)
            yield return seed;
        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
        if (Ranks is < 1 or > BatchPart.MostRanks)
            yield return $"--ranks {Ranks}: expected 1 to {BatchPart.MostRanks}, the shards of a batch; a study runs more processes (saccade study --shard)";
        if (Deadline is { } deadline && deadline is not (>= 1 and <= MostSeconds))
            yield return $"--deadline {deadline}: expected 1 to {MostSeconds} seconds";
    }
}
