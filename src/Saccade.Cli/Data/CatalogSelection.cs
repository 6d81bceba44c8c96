using System.CommandLine;
using Saccade.Events.Datasets;

namespace Saccade.Cli.Data;

/// <summary>The option that says which data set lies at a path, for where it is not recognised.</summary>
internal static class CatalogSelection
{
    public static Option<string?> Option() => new("--layout") { Description = "Name of the data set that lies there ('saccade data list'); default: recognised.", HelpName = "NAME" };

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? Problem(string? name)
        => name is not null && DatasetDescriptions.Find(name) is null ? $"--layout {name}: {DataSetNames.Expected(name, [.. DatasetDescriptions.All.Select(d => d.Name)])}" : null;

    /// <summary>The options for opening a data set of that name, or of any.</summary>
    public static CatalogOptions Options(string? name) => new() { Description = name is null ? null : DatasetDescriptions.ByName(name) };
}
