using Saccade.Cli.Hosting;

namespace Saccade.Cli.Model;

/// <summary>Options of <c>saccade model info</c>.</summary>
internal sealed record ModelInfoOptions : ICommandOptions
{
    public required string Model { get; init; }

    public bool Recipe { get; init; }

    public bool Json { get; init; }

    public IEnumerable<string> Validate()
    {
        if (Recipe && Json)
            yield return "--recipe and --json: give one of them; the JSON document holds the recipe";
    }
}
