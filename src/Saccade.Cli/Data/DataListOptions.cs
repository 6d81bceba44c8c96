using Saccade.Cli.Hosting;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data list</c>.</summary>
internal sealed record DataListOptions(bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate() => [];
}
