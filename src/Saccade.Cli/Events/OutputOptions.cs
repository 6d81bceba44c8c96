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
