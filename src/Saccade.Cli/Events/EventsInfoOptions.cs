using Saccade.Cli.Hosting;

namespace Saccade.Cli.Events;

/// <summary>Options of <c>saccade events info</c>.</summary>
internal sealed record EventsInfoOptions(InputOptions Input, bool Digest, bool HeaderOnly, bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate()
    {
        foreach (string problem in Input.Validate())
            yield return problem;
        if (HeaderOnly && Digest)
            yield return "--digest needs the events, and --header reads none; give one of them";
    }
}
