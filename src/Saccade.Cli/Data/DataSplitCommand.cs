using System.Globalization;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
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

/// <summary><c>saccade data split</c>: divides a data set and stores which recording is in which part.</summary>
internal static class DataSplitCommand
{
    private const int HashDigits = 16;

    public static ExitCode Run(DataSplitOptions options, CommandContext context)
    {
        using var catalog = DataSets.Open(options.Path, context.Cancellation, CatalogSelection.Options(options.Layout));
        var split = DatasetSplit.Of(catalog, options.ToRule(), options.Name);
        split.Write(options.Out);
        var result = DataSplitResult.Of(options, split);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, result);
        else
            Write(result, context.Console.Out);
        return ExitCode.Ok;
    }

    private static void Write(DataSplitResult result, TextWriter writer)
    {
        new Fields()
            .Add("data set", $"{result.Path} ({result.Layout})")
            .Add("rule", result.Rule)
            .Add("stored in", result.Out)
            .Add("hash", result.Hash[..HashDigits])
            .Add("in no part", result.Unassigned > 0 ? Text.Count(result.Unassigned, "recording") : null)
            .Write(writer);
        writer.WriteLine();
        var table = new TextTable("part", "recordings", "fewest in a class", "most in a class", "<hash");
        foreach (var part in result.Parts)
            table.Add(part.Name, Text.Count(part.Recordings), Text.Count(part.RecordingsByClass.Min()), Text.Count(part.RecordingsByClass.Max()), part.Hash[..HashDigits]);
        table.Write(writer);
    }
}

/// <summary>The result of <c>saccade data split</c> for programs.</summary>
internal sealed record DataSplitResult(
    string Path, string Out, string Layout, string Name, string Rule, ulong? Seed, string DataHash, string Hash, IReadOnlyList<SplitPart> Parts, int Unassigned)
{
    public static DataSplitResult Of(DataSplitOptions options, DatasetSplit split) => new(
        options.Path, options.Out, split.Data, split.Name, split.Rule, split.Seed, split.DataHash, split.Hash,
        [.. split.Parts.Select(p => new SplitPart(p.Name, p.Count, p.CountByClass(), p.Hash))], split.Unassigned);
}

/// <summary>A part of a split; counts are in the order of the classes.</summary>
internal sealed record SplitPart(string Name, int Recordings, IReadOnlyList<int> RecordingsByClass, string Hash);
