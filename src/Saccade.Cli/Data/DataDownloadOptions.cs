using Saccade.Cli.Hosting;
using Saccade.Events.Datasets;

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
