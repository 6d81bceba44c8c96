using System.CommandLine;
using Saccade.Events.Formats;

namespace Saccade.Cli.Events;

/// <summary>Where a recording goes and how; the words as they were typed.</summary>
internal sealed record OutputOptions(string Path, string? Format, bool Lz4, bool Force)
{
    public string Name => Path == "-" ? "(standard output)" : Path;

    /// <summary>The format: the forced one, else the one whose extension the name has; null when there is none.</summary>
    public EventFormat? EventFormat => Format is not null
        ? EventFormats.Default.Writable.FirstOrDefault(f => f.Name == Format)
        : ByExtension;

    private EventFormat? ByExtension
    {
        get
        {
            string extension = System.IO.Path.GetExtension(Path).ToLowerInvariant();
            return EventFormats.Default.Writable.FirstOrDefault(f => f.Extensions.Contains(extension));
        }
    }

    public IEnumerable<string> Validate()
    {
        string known = string.Join(", ", EventFormats.Default.Writable.Select(f => f.Extensions.Count > 0 ? $"{f.Name} ({string.Join(' ', f.Extensions)})" : f.Name));
        if (EventFormat is null)
            yield return Format is null ? $"{Name}: its name does not tell a format that can be written; give --to with one of {known}" : $"--to {Format}: expected one of {known}";
        else if (Lz4 && EventFormat.Name != "aedat4")
            yield return $"--lz4: only aedat4 can be compressed, not {EventFormat.Name}";
    }
}

/// <summary>The options of all commands that write a recording.</summary>
internal sealed class OutputSyntax
{
    private readonly Option<string?> _to = new("--to") { Description = "Format of the output; default: by the file's name.", HelpName = "NAME" };
    private readonly Option<bool> _lz4 = new("--lz4") { Description = "Compress packets (AEDAT 4)." };
    private readonly Option<bool> _force = new("--force") { Description = "Replace a file that exists." };

    public OutputSyntax AddTo(Command command)
    {
        Option[] all = [_to, _lz4, _force];
        foreach (var option in all)
            command.Add(option);
        return this;
    }

    public OutputOptions Get(ParseResult parsed, string path) => new(path, parsed.GetValue(_to), parsed.GetValue(_lz4), parsed.GetValue(_force));
}
