using Saccade.Cli.Hosting;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data verify</c>.</summary>
internal sealed record DataVerifyOptions(string Path, string? Layout, bool Full, bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate()
    {
        if (CatalogSelection.Problem(Layout) is { } layout)
            yield return layout;
    }
}
