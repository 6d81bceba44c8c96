using System.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Text;

/// <summary>What stands before the events of a text file: comments, names of columns, the size of the sensor.</summary>
internal sealed class TextHeader
{
    /// <summary>More comments are not kept.</summary>
    private const int MaxFields = 64;

    private static readonly char[] _marks = [',', ';', '\t'];
    private readonly List<HeaderField> _fields = [];

    public IReadOnlyList<HeaderField> Fields => _fields;

    public SensorSize? Sensor { get; private set; }

    /// <summary>The columns, when names of all four have been met.</summary>
    public IReadOnlyList<TextColumn>? Columns { get; private set; }

    public TimeUnit? Unit { get; private set; }

    public void Add(string name, string value) => _fields.Add(new HeaderField(name, value));

    /// <summary>Takes a comment, which may name the columns or the sensor.</summary>
    public void TakeComment(ReadOnlySpan<byte> line)
    {
        string text = HeaderLine.Text(line);
        if (text.Length == 0 || _fields.Count >= MaxFields)
            return;
        _fields.Add(HeaderLine.Field(text, ':'));
        if (Columns is null)
            _ = TakeNames(text);
        Sensor ??= SensorIn(text);
    }

    /// <summary>Takes names of columns; false when they are not those of an event. A column without a name is ignored; after the last one there is none, but a separator.</summary>
    public bool TakeNames(string text)
    {
        string[] names = text.IndexOfAny(_marks) >= 0 ? text.Split(_marks) : text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        names = [.. names.Select(n => n.Trim().Trim('"', '\''))];
        (TextColumn Column, TimeUnit? Unit)[] meanings = [.. names[..(Array.FindLastIndex(names, n => n.Length > 0) + 1)].Select(ColumnNames.Of)];
        TextColumn[] columns = [.. meanings.Select(m => m.Column)];
        if (!ColumnNames.AreComplete(columns))
            return false;
        Columns = columns;
        Unit = meanings.First(m => m.Column == TextColumn.Time).Unit;
        return true;
    }

    /// <summary>Takes a line of two integers before the events: the width and height that rpg's tools write.</summary>
    public bool TakeSize(ReadOnlySpan<byte> line)
    {
        LineCursor cursor = new(line);
        _ = cursor.AtEnd; // passes over leading space
        if (Sensor is not null || !cursor.TryInteger(out long width) || !cursor.Next() || !cursor.TryInteger(out long height) || !cursor.AtEnd)
            return false;
        Sensor = SizeOf(width, height);
        return Sensor is not null;
    }

    /// <summary>Whether a line has names rather than numbers.</summary>
    public static bool HasNames(ReadOnlySpan<byte> line)
    {
        int first = line.Length - line.TrimStart(" \t\"',;"u8).Length; // the first column may have no name
        if (first == line.Length || !char.IsAsciiLetter((char)line[first]))
            return false;
        LineCursor cursor = new(line) { At = first > 0 && line[first - 1] == '"' ? first - 1 : first };
        return !cursor.TryPolarity(out _);
    }

    public static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line);

    /// <summary><c>width=640 height=480</c>, or Metavision's <c>geometry:640,480</c>.</summary>
    private static SensorSize? SensorIn(string text)
    {
        string[] words = text.ToLowerInvariant().Split([' ', ',', ';', '=', ':', '\t', 'x'], StringSplitOptions.RemoveEmptyEntries);
        int width = Array.IndexOf(words, "width"), height = Array.IndexOf(words, "height"), geometry = Array.IndexOf(words, "geometry");
        return width >= 0 && height >= 0 ? SizeOf(Number(words, width + 1), Number(words, height + 1))
            : geometry >= 0 ? SizeOf(Number(words, geometry + 1), Number(words, geometry + 2))
            : null;
    }

    private static long Number(string[] words, int index) => index < words.Length && long.TryParse(words[index], out long value) ? value : 0;

    private static SensorSize? SizeOf(long width, long height) =>
        width is >= 1 and <= SensorSize.MaxExtent && height is >= 1 and <= SensorSize.MaxExtent ? new SensorSize((int)width, (int)height) : null;
}
