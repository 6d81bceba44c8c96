using Saccade.Cli.Hosting;

namespace Saccade.Cli.Events;

/// <summary>Options of <c>saccade events convert</c>.</summary>
internal sealed record ConvertOptions(InputOptions Input, OutputOptions Output, bool Json) : ICommandOptions
{
    public IEnumerable<string> Validate()
    {
        foreach (string problem in Input.Validate().Concat(Output.Validate()))
            yield return problem;
        if (Json && Output.Path == "-")
            yield return "--json writes to standard output, where the recording goes already; give the output a name";
    }
}
