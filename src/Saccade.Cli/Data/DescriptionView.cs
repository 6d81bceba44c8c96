using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;

namespace Saccade.Cli.Data;

/// <summary>What is known about a data set that is named, not pointed at.</summary>
internal static class DescriptionView
{
    public static ExitCode Run(DatasetDescription description, bool json, CommandContext context)
    {
        var known = KnownDataSet.Of(description);
        if (json)
            JsonOutput.Write(context.Console.Out, known);
        else
            Write(known, context.Console.Out);
        return ExitCode.Ok;
    }

    private static void Write(KnownDataSet known, TextWriter writer)
    {
        new Fields()
            .Add("name", known.Name)
            .Add("title", known.Title)
            .Add("shows", known.Content)
            .Add("cite", known.Citation)
            .Add("licence", known.Archives.Count == 0 ? null : known.Licence ?? "not verified")
            .Add("page", known.Homepage)
            .Add("sensor", known.Sensor ?? "not stated")
            .Add("classes", known.Classes is null ? "names of folders" : string.Join(", ", known.Classes))
            .Add("recordings", known.Recordings.Count == 0 ? null : string.Join(", ", known.Recordings.Select(r => $"{r.Key} {Text.Count(r.Value)}")))
            .Add("splits", known.SplitRules.Count == 0 ? null : string.Join(", ", known.SplitRules))
            .Add("lies as", known.Layout)
            .Write(writer);
        if (known.Archives.Count > 0)
            writer.WriteLine();
        foreach (var archive in known.Archives)
            writer.WriteLine($"{archive.Name}: {archive.Address ?? archive.Instructions} ({(archive.Md5 is null ? "no checksum known" : $"MD5 {archive.Md5}")})");
        foreach (string note in known.Notes)
            writer.WriteLine($"note: {note}");
    }
}
