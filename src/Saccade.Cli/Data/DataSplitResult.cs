using Saccade.Events.Datasets;

namespace Saccade.Cli.Data;

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
