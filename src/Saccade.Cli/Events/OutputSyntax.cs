using System.CommandLine;

namespace Saccade.Cli.Events;

/// <summary>The options of all commands that write a recording.</summary>
internal sealed class OutputSyntax
{
    private readonly Option<string?> _to = new("--to") { Description = "Format of the output; default: told by its name.", HelpName = "NAME" };
    private readonly Option<bool> _lz4 = new("--lz4") { Description = "Compress packets (AEDAT 4)." };
    private readonly Option<bool> _force = new("--force") { Description = "Replace a file that is there." };

    public OutputSyntax AddTo(Command command)
    {
        Option[] all = [_to, _lz4, _force];
        foreach (var option in all)
            command.Add(option);
        return this;
    }

    public OutputOptions Get(ParseResult parsed, string path) => new(path, parsed.GetValue(_to), parsed.GetValue(_lz4), parsed.GetValue(_force));
}
