using Saccade.Cli.Hosting;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data stats</c>.</summary>
internal sealed record DataStatsOptions(string Path, string? Part, string? Layout, bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate()
    {
        if (CatalogSelection.Problem(Layout) is { } layout)
            yield return layout;
    }
}
