using Saccade.Files;

namespace Saccade.Cli.Output;

/// <summary>Names and values below each other.</summary>
internal sealed class Fields
{
    private readonly List<(string Name, string Value)> _fields = [];

    public Fields Add(string name, string? value)
    {
        if (value is not null)
            _fields.Add((name, ShownText.Of(value)));
        return this;
    }

    public void Write(TextWriter writer)
    {
        int width = _fields.Count == 0 ? 0 : _fields.Max(field => field.Name.Length);
        foreach (var (name, value) in _fields)
            writer.WriteLine($"{name.PadRight(width)}  {value}".TrimEnd());
    }
}
