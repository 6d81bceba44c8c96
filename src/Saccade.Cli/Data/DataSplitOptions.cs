using System.Globalization;
using Saccade.Cli.Hosting;
using Saccade.Events.Datasets;
using Saccade.Files;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data split</c>.</summary>
internal sealed record DataSplitOptions : ICommandOptions
{
    public const string StratifiedName = "stratified";
    public const string DefaultShares = "train=0.8,validation=0.1,test=0.1";

    public required string Path { get; init; }

    public required string Out { get; init; }

    public required string Rule { get; init; }

    public string? Seed { get; init; }

    public string? Shares { get; init; }

    public string? Name { get; init; }

    public string? Layout { get; init; }

    public bool Json { get; init; }

    /// <summary>The rules there are.</summary>
    public static IEnumerable<string> RuleNames => [.. SplitRule.Named.Select(r => r.Name), StratifiedName];

    public IEnumerable<string> Validate()
    {
        bool drawn = Rule == StratifiedName;
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Out)) is { } folder && !Directory.Exists(folder))
            yield return $"--out {Out}: there is no folder {folder}; make it first";
        if (!RuleNames.Contains(Rule))
            yield return $"--rule {Rule}: expected one of {string.Join(", ", RuleNames)}";
        if (CommonOptions.SeedProblem(Seed) is { } seed)
            yield return seed;
        if (!drawn && (Seed is not null || Shares is not null))
            yield return $"--seed and --shares: only rule '{StratifiedName}' draws";
        if (drawn && (ParseShares() is not { } shares ? $"expected parts and shares such as {DefaultShares}" : SharesProblem(shares)) is { } problem)
            yield return $"--shares {Shares}: {problem}";
        if (CatalogSelection.Problem(Layout) is { } layout)
            yield return layout;
    }

    /// <summary>The rule, once the options are found sound.</summary>
    public SplitRule ToRule() => Rule == StratifiedName
        ? new SplitRule.Stratified(Seed is null ? 1 : ulong.Parse(Seed, CultureInfo.InvariantCulture), ParseShares()!)
        : SplitRule.ByName(Rule);

    private static string? SharesProblem(PartShare[] shares)
    {
        try
        {
            _ = new SplitRule.Stratified(0, shares);
            return null;
        }
        catch (ArgumentException e)
        {
            return ErrorText.Of(e);
        }
    }

    private PartShare[]? ParseShares()
    {
        List<PartShare> shares = [];
        foreach (string item in (Shares ?? DefaultShares).Split(','))
        {
            string[] sides = item.Split('=', StringSplitOptions.TrimEntries);
            if (sides.Length != 2 || sides[0].Length == 0 || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double share))
                return null;
            shares.Add(new PartShare(sides[0], share));
        }

        return [.. shares];
    }
}
