using Saccade.Files;

namespace Saccade.Cli.Output;

/// <summary>Columns of text, two blanks apart; the first column is aligned to the left, others as asked for.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];
    private readonly bool[] _left;

    /// <summary>A table with a heading.</summary>
    /// <param name="columns">Headings; one that begins with <c>&lt;</c> is aligned to the left.</param>
    public TextTable(params IReadOnlyList<string> columns)
    {
        _left = [.. columns.Select((name, i) => i == 0 || name.StartsWith('<'))];
        _rows.Add([.. columns.Select(name => name.TrimStart('<'))]);
    }

    public TextTable Add(params IReadOnlyList<string> cells)
    {
        _rows.Add([.. cells.Select(ShownText.Of)]);
        return this;
    }

    public void Write(TextWriter writer, string indent = "")
    {
        int[] widths = [.. Enumerable.Range(0, _left.Length).Select(column => _rows.Max(row => row.ElementAtOrDefault(column)?.Length ?? 0))];
        foreach (string[] row in _rows.Where(row => row.Any(cell => cell.Length > 0)))
            writer.WriteLine((indent + string.Join(Gap, row.Select((cell, i) => _left[i] ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))).TrimEnd());
    }
}

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
