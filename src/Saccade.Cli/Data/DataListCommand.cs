using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;

namespace Saccade.Cli.Data;

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
