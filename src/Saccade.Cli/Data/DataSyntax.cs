using System.CommandLine;
using Saccade.Cli.Hosting;
using Saccade.Events.Datasets;

namespace Saccade.Cli.Data;

/// <summary>How <c>saccade data</c> is written.</summary>
internal static class DataSyntax
{
    private const string PathText = "A data set: folder, zip archive or prepared store.";

    public static Command Create(CommandContext context) => new("data", "Find, fetch, check, divide and prepare data sets.")
    {
        List(context), Info(context), DownloadSyntax.Create(context), PrepareSyntax.Create(context), SplitSyntax.Create(context), Verify(context), Stats(context),
    };

    private static CommandWithExamples List(CommandContext context)
    {
        var json = CommonOptions.Json();
        var command = new CommandWithExamples("list", "List the data sets that are known.", "saccade data list", "saccade data list --json") { json };
        command.SetAction(parsed => CommandRunner.Run(context, new DataListOptions(parsed.GetValue(json)), DataListCommand.Run));
        return command;
    }

    private static CommandWithExamples Info(CommandContext context)
    {
        var path = new Argument<string>("PATH") { Description = "A data set (folder, zip archive, store, or the name of a known one) or a recording." };
        var full = new Option<bool>("--full") { Description = "Read every recording: count events, look for the same content in two parts." };
        var json = CommonOptions.Json();
        var command = new CommandWithExamples(
            "info",
            "Say what a data set or a recording holds.",
            "saccade data info N-MNIST.zip",
            "saccade data info N-MNIST/ --full",
            "saccade data info cifar10-dvs",
            "saccade data info 00001.bin --json")
        {
            path, full, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new DataInfoOptions { Path = parsed.GetRequiredValue(path), Full = parsed.GetValue(full), Json = parsed.GetValue(json) },
            DataInfoCommand.Run));
        return command;
    }

    private static CommandWithExamples Verify(CommandContext context)
    {
        var path = new Argument<string>("PATH") { Description = PathText };
        var full = new Option<bool>("--full") { Description = "Decode every recording; a subset of a known data set is always decoded." };
        var complete = new Option<bool>("--complete") { Description = "Expect every recording of the complete set: fewer are a problem, not a subset." };
        var (layout, json) = (CatalogSelection.Option(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "verify",
            "Compare a data set with what is known about it: counts, checksums, the same recording in two parts. The exit code is 3 if there is a problem.",
            "saccade data verify n-mnist/ --complete",
            "saccade data verify store/ --json",
            "saccade data verify recordings/ --full")
        {
            path, full, complete, layout, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new DataVerifyOptions(parsed.GetRequiredValue(path), parsed.GetValue(layout), parsed.GetValue(full), parsed.GetValue(complete), parsed.GetValue(json)),
            DataVerifyCommand.Run));
        return command;
    }

    private static CommandWithExamples Stats(CommandContext context)
    {
        var path = new Argument<string>("PATH") { Description = PathText };
        var part = new Option<string?>("--part") { Description = "Only this part; default: all.", HelpName = "NAME" };
        var (layout, json) = (CatalogSelection.Option(), CommonOptions.Json());
        var command = new CommandWithExamples(
            "stats",
            "Count the events of a data set, class by class.",
            "saccade data stats n-cars/",
            "saccade data stats store/ --part train --json")
        {
            path, part, layout, json,
        };
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new DataStatsOptions(parsed.GetRequiredValue(path), parsed.GetValue(part), parsed.GetValue(layout), parsed.GetValue(json)),
            DataStatsCommand.Run));
        return command;
    }
}

/// <summary>The option that says which data set lies at a path, for where it is not recognised.</summary>
internal static class CatalogSelection
{
    public static Option<string?> Option() => new("--layout") { Description = "Which known data set it is ('saccade data list'); default: recognised by its files.", HelpName = "NAME" };

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? Problem(string? name)
        => name is not null && DatasetDescriptions.Find(name) is null ? $"--layout {name}: {DataSetNames.Expected(name, [.. DatasetDescriptions.All.Select(d => d.Name)])}" : null;

    /// <summary>The options for opening a data set of that name, or of any.</summary>
    public static CatalogOptions Options(string? name) => new() { Description = name is null ? null : DatasetDescriptions.ByName(name) };
}
