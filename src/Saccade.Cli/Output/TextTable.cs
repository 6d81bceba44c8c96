using Saccade.Files;

namespace Saccade.Cli.Output;

/// <summary>
/// Columns of text, two blanks apart; the first column is aligned to the left, others as asked for. A table that is wider than its writer breaks cells that are aligned to
/// the left between words; if that is not enough, each row becomes a block of lines.
/// </summary>
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
        int room = TerminalWriter.WidthOf(writer) - indent.Length;
        string[][] rows = [.. _rows.Where(row => row.Any(cell => cell.Length > 0))];
        if (Widths(rows, room) is not { } widths)
            WriteBlocks(writer, rows, indent);
        else
            WriteRows(writer, rows, widths, indent);
    }

    /// <summary>A width for each column; null if there is none with which the rows fit.</summary>
    private int[]? Widths(string[][] rows, int room)
    {
        int[] Of(Func<string, int> length) => [.. Enumerable.Range(0, _left.Length).Select(c => rows.Max(row => length(row.ElementAtOrDefault(c) ?? "")))];
        int[] widths = Of(cell => cell.Length), least = Of(Wrapped.LongestWord);
        long free = room - (long)(Gap.Length * (_left.Length - 1)) - widths.Sum();
        // The widest column that can still shrink gives way first.
        while (free < 0)
        {
            int widest = Enumerable.Range(0, _left.Length).Where(c => _left[c] && widths[c] > least[c]).OrderByDescending(c => widths[c]).FirstOrDefault(-1);
            if (widest < 0)
                return null;
            widths[widest]--;
            free++;
        }

        return widths;
    }

    private void WriteRows(TextWriter writer, string[][] rows, int[] widths, string indent)
    {
        foreach (string[] row in rows)
        {
            string[][] cells = [.. row.Select((cell, c) => _left[c] ? Wrapped.Lines(cell, widths[c]).ToArray() : [cell])];
            for (int line = 0; line < cells.Max(c => c.Length); line++)
            {
                var parts = cells.Select((lines, c) => Aligned(lines.ElementAtOrDefault(line) ?? "", c, widths[c]));
                writer.WriteLine((indent + string.Join(Gap, parts)).TrimEnd());
            }
        }
    }

    private string Aligned(string cell, int column, int width) => _left[column] ? cell.PadRight(width) : cell.PadLeft(width);

    private void WriteBlocks(TextWriter writer, string[][] rows, string indent)
    {
        string[] heads = _rows[0];
        foreach (string[] row in rows.Where(row => row != heads))
        {
            writer.WriteLine(indent + (row[0].Length > 0 ? row[0] : "-"));
            for (int c = 1; c < row.Length; c++)
            {
                if (row[c].Length > 0)
                    writer.WriteLine($"{indent}{Gap}{(heads[c].Length > 0 ? heads[c] + ": " : "")}{row[c]}");
            }
        }
    }
}

/// <summary>Names and values below each other.</summary>
internal sealed class Fields
{
    // With less room than this beside the names, a value is printed on lines of its own.
    private const int NarrowValue = 24, Indent = 2;

    private readonly List<(string Name, string Value)> _fields = [];

    public Fields Add(string name, string? value)
    {
        if (value is not null)
            _fields.Add((name, ShownText.Of(value)));
        return this;
    }

    public void Write(TextWriter writer)
    {
        int names = _fields.Count == 0 ? 0 : _fields.Max(field => field.Name.Length);
        int room = TerminalWriter.WidthOf(writer);
        bool beside = room - names - Indent >= NarrowValue;
        foreach (var (name, value) in _fields)
        {
            string line = beside ? $"{name.PadRight(names)}  {value}" : name + (value.Length + Indent + name.Length <= room ? $"  {value}" : "");
            foreach (string part in Wrapped.Lines(line.TrimEnd(), room, names + Indent))
                writer.WriteLine(part);
            if (line == name)
                writer.WriteLine(new string(' ', Indent) + value);
        }
    }
}
