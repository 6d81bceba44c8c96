using System.CommandLine;

namespace Saccade.Cli.Hosting;

/// <summary>A command with examples for its help.</summary>
internal sealed class CommandWithExamples(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    /// <summary>Lines to type.</summary>
    public IReadOnlyList<string> Examples => examples;
}
