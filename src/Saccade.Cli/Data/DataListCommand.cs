using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data list</c>.</summary>
internal sealed record DataListOptions(bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate() => [];
}

/// <summary><c>saccade data list</c>: the data sets that are known.</summary>
internal static class DataListCommand
{
    public static ExitCode Run(DataListOptions options, CommandContext context)
    {
        if (options.Json)
        {
            JsonOutput.Write(context.Console.Out, DatasetDescriptions.All.Select(KnownDataSet.Of));
            return ExitCode.Ok;
        }

        var table = new TextTable("name", "classes", "recordings", "sensor", "<splits", "<download", "<licence");
        foreach (var d in DatasetDescriptions.All)
        {
            table.Add(
                d.Name, d.Classes is null ? "" : $"{d.Classes.Count}", d.Expected.Count == 0 ? "" : string.Join(" + ", d.Expected.Select(e => Text.Count(e.Recordings))),
                d.Sensor?.ToString() ?? "", string.Join(", ", d.Splits.Select(s => s.Name)), Download(d), d.Archives.Count == 0 ? "" : d.Licence ?? "not verified");
        }

        table.Write(context.Console.Out);
        return ExitCode.Ok;
    }

    private static string Download(DatasetDescription d)
        => d.Archives.Count == 0 ? "" : d.Archives.All(a => a.Address is not null) ? "yes" : "by hand";
}

/// <summary>What is known about a data set before any of it is there.</summary>
internal sealed record KnownDataSet(
    string Name, string Title, string Content, string? Citation, string? Licence, string? Homepage, string Layout, string? Sensor, IReadOnlyList<string>? Classes,
    IReadOnlyDictionary<string, int> Recordings, IReadOnlyList<string> SplitRules, IReadOnlyList<KnownArchive> Archives, IReadOnlyList<string> Notes)
{
    public static KnownDataSet Of(DatasetDescription d) => new(
        d.Name, d.Title, d.Content, d.Citation, d.Licence, d.Homepage?.AbsoluteUri, d.Layout.Description, d.Sensor?.ToString(), d.Classes,
        d.Expected.ToDictionary(e => e.Part, e => e.Recordings), [.. d.Splits.Select(s => s.Name)],
        [.. d.Archives.Select(a => new KnownArchive(a.Name, a.Address?.AbsoluteUri, a.Md5, a.Sha256, a.Instructions))], d.Notes);
}

/// <summary>A file in which a data set is published.</summary>
internal sealed record KnownArchive(string Name, string? Address, string? Md5, string? Sha256, string? Instructions);
