using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Events.Datasets;
using Saccade.Events.Datasets.Download;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data download</c>.</summary>
internal sealed record DataDownloadOptions(string Name, string? To, bool Json) : ICommandOptions
{
    /// <summary>Where the files go.</summary>
    public string Folder => To ?? Name.ToLowerInvariant();

    public IEnumerable<string> Validate()
    {
        if (DatasetDescriptions.Find(Name) is not { Archives.Count: > 0 })
            yield return $"{Name}: {DataSetNames.Expected(Name, [.. DatasetDescriptions.All.Where(d => d.Archives.Count > 0).Select(d => d.Name)])}";
    }
}

/// <summary><c>saccade data download</c>: fetches the files of a data set, or says which to put where.</summary>
internal static class DataDownloadCommand
{
    public static ExitCode Run(DataDownloadOptions options, CommandContext context) => Run(DatasetDescriptions.ByName(options.Name), options, context);

    /// <summary>Fetches the files of any description.</summary>
    internal static ExitCode Run(DatasetDescription description, DataDownloadOptions options, CommandContext context)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan }; // stalls are watched by the downloader
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"saccade/{ProductVersion.Text.Split(' ')[1]}");
        var downloader = new DatasetDownloader(client, time: context.Console.Time);
        var display = new ProgressDisplay(context.Console);
        List<DownloadedFile> files = [];
        foreach (var archive in description.Archives)
        {
            files.Add(Fetch(downloader, archive, options.Folder, display, context.Cancellation));
            display.Clear();
            if (!options.Json)
                context.Console.Out.WriteLine(Describe(files[^1]));
        }

        bool complete = files.All(f => f.Instructions is null);
        if (options.Json)
            JsonOutput.Write(context.Console.Out, new DataDownloadResult(description.Name, options.Folder, complete, files));
        else if (complete)
            context.Console.Out.WriteLine($"Next: saccade data verify {Text.Quote(options.Folder)}");
        return complete ? ExitCode.Ok : ExitCode.BadData;
    }

    private static DownloadedFile Fetch(DatasetDownloader downloader, ArchiveFile archive, string folder, ProgressDisplay display, CancellationToken cancellation)
    {
        if (archive.Address is null && !File.Exists(Path.Combine(folder, archive.Name)))
            return new DownloadedFile(archive.Name, "by-hand", null, false, DatasetDownloader.Instructions(archive, folder));
        var result = downloader.DownloadAsync(archive, folder, p => display.Status(() => Progress(p)), cancellation).GetAwaiter().GetResult();
        string state = result.Outcome switch { DownloadOutcome.AlreadyThere => "already-there", DownloadOutcome.Resumed => "resumed", _ => "fetched" };
        return new DownloadedFile(archive.Name, state, result.Bytes, result.IsChecked, null);
    }

    private static string Progress(DownloadProgress progress)
        => $"{progress.File}  {Text.Bytes(progress.Bytes)}" + (progress.Total is > 0 and var total ? $" of {Text.Bytes(total)}  {Text.Percent((double)progress.Bytes / total)}" : "");

    private static string Describe(DownloadedFile file) => file.Instructions
        ?? $"{file.Name}: {file.State.Replace('-', ' ')}, {Text.Bytes(file.Bytes ?? 0)}, {(file.Checked ? "checksum compared" : "no checksum is known")}";
}

/// <summary>The result of <c>saccade data download</c> for programs.</summary>
internal sealed record DataDownloadResult(string Name, string Folder, bool Complete, IReadOnlyList<DownloadedFile> Files);

/// <summary>A file of a data set: <paramref name="State"/> is already-there, fetched, resumed or by-hand.</summary>
internal sealed record DownloadedFile(string Name, string State, long? Bytes, bool Checked, string? Instructions);
