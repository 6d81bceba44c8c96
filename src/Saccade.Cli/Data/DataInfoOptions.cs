using Saccade.Cli.Hosting;

namespace Saccade.Cli.Data;

/// <summary>Options of <c>saccade data info</c>.</summary>
internal sealed record DataInfoOptions : ICommandOptions
{
    public required string Path { get; init; }

    public bool Full { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate() => [];
}
