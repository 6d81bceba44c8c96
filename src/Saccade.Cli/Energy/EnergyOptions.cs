using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Networks.Operations;
using Saccade.Recognition;

namespace Saccade.Cli.Energy;

/// <summary>Options of <c>saccade energy</c>.</summary>
internal sealed record EnergyOptions : ICommandOptions
{
    public required string Model { get; init; }

    public required string Data { get; init; }

    public string? Split { get; init; }

    public EnergyPreset Preset { get; init; }

    public double? MultiplyAdd { get; init; }

    public double? Accumulate { get; init; }

    public CountCost Counts { get; init; }

    public int? Threads { get; init; }

    public string? Cache { get; init; }

    public TableFormat Format { get; init; }

    /// <summary>The preset, or what was given in its place.</summary>
    public EnergyCosts Costs
    {
        get
        {
            var preset = EnergyCosts.Of(Preset);
            return MultiplyAdd is null && Accumulate is null
                ? preset
                : preset with { Name = $"{preset.Name}, with costs of your own", MultiplyAdd = MultiplyAdd ?? preset.MultiplyAdd, Accumulate = Accumulate ?? preset.Accumulate };
        }
    }

    public IEnumerable<string> Validate()
    {
        if (Split is not null && !Eval.EvalOptions.Splits.Contains(Split))
            yield return $"--split {Split}: expected one of {string.Join(", ", Eval.EvalOptions.Splits)}";
        foreach (var (name, value) in new[] { ("--mac", MultiplyAdd), ("--ac", Accumulate) })
        {
            if (value is { } cost && !(cost >= 0 && double.IsFinite(cost)))
                yield return FormattableString.Invariant($"{name} {cost}: expected picojoules, a number of at least 0");
        }

        if (CommonOptions.ThreadsProblem(Threads) is { } threads)
            yield return threads;
    }
}
