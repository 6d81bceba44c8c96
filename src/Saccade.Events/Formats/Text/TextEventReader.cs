using System.Buffers.Text;
using System.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Text;

/// <summary>Reads one event a line; see this folder's README for what the lines may be.</summary>
internal sealed class TextEventReader : BlockReader
{
    private const int MaxLine = 1 << 16;

    /// <summary>A long line is looked at again when it has grown by this part of it, so that the work does not grow with its square.</summary>
    private const int LineStep = 256;

    /// <summary>How much of a file without names of columns is looked at to find them out.</summary>
    private const int SampleBytes = 1 << 15;

    private readonly TextHeader _header = new();
    private IReadOnlyList<TextColumn>? _columns;
    private PlainLines? _plain;
    private SensorSize _bounds;
    private int? _shift;
    private TimeUnitGuess? _guess;
    private long _sampledTo;
    private bool _inLongLine;
    private long _line;

    /// <summary>A reader for one recording.</summary>
    /// <exception cref="ArgumentException">The declared columns are not those of an event.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The declared sensor has an impossible extent.</exception>
    public TextEventReader(ReadOptions options)
        : base(options)
    {
        if (options.Text?.Columns is { } columns && !ColumnNames.AreComplete(columns))
            throw new ArgumentException($"columns are time, x, y and polarity, each once; got {string.Join(", ", columns)}", nameof(options));
    }

    /// <inheritdoc/>
    public override SensorSize? Sensor => Options.Sensor ?? _header.Sensor;

    /// <inheritdoc/>
    public override bool IsHeaderComplete => _columns is not null;

    /// <inheritdoc/>
    public override IReadOnlyList<HeaderField> Header => _header.Fields;

    /// <inheritdoc/>
    protected override string Awaited => "a whole line";

    /// <inheritdoc/>
    protected override int Take(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        int first = into.Count, taken = TakeLines(bytes, into, atEnd: false);
        Tally.Remark = _guess?.Doubt(into.Times[first..], Offset) ?? Tally.Remark;
        return taken;
    }

    /// <inheritdoc/>
    protected override void EndWith(ReadOnlySpan<byte> rest, EventBuffer into)
    {
        int first = into.Count;
        _ = TakeLines(rest, into, atEnd: true);
        Tally.Remark = _guess?.Doubt(into.Times[first..], Offset) ?? Tally.Remark;
    }

    /// <summary>Takes whole lines; the last one may lack its end when nothing follows.</summary>
    private int TakeLines(ReadOnlySpan<byte> bytes, EventBuffer into, bool atEnd)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            if (_plain is not null && !_inLongLine)
                at += TakePlain(bytes[at..], into);
            var rest = bytes[at..];
            if (rest.IsEmpty)
                break;
            int length = rest.IndexOf((byte)'\n') + 1;
            if (length == 0)
            {
                if (!atEnd && rest.Length <= MaxLine)
                    return Await(rest.Length + Math.Max(1, rest.Length / LineStep), at);
                length = rest.Length;
            }

            if (_inLongLine || length > MaxLine)
                PassLongLine(rest[..length], Offset + at);
            else if (!TakeLine(rest, length, Offset + at, into, atEnd))
                return Await(Math.Max(rest.Length + 1, SampleBytes), at);
            at += length;
        }

        return Await(1, at);
    }

    private int TakePlain(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        (int taken, int lines) = _plain!.Take(bytes, into);
        _line += lines;
        Tally.Events += lines;
        return taken;
    }

    private int Await(int bytes, int taken)
    {
        Wanted = bytes;
        return taken;
    }

    /// <summary>Takes the line at the front; false when more must be seen to find out the columns or the unit of time.</summary>
    private bool TakeLine(ReadOnlySpan<byte> rest, int length, long offset, EventBuffer into, bool atEnd)
    {
        var line = Trimmed(rest[..length], offset);
        if (line.IsEmpty)
        {
            _line++;
        }
        else if (line[0] is (byte)'#' or (byte)'%')
        {
            _line++;
            if (_columns is null)
                _header.TakeComment(line);
        }
        else if (_columns is null)
        {
            return BeginWith(line, rest, offset, atEnd) is { } isHeader && (isHeader || TakeLine(rest, length, offset, into, atEnd));
        }
        else
        {
            if (_shift is null && offset >= _sampledTo && !TryGuessUnit(rest, length, offset, atEnd))
                return false;
            _line++;
            TakeEvent(line, length, offset, into);
        }

        return true;
    }

    /// <summary>The line without space around it; a tab before it may follow a first column that is empty.</summary>
    private ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> line, long offset)
    {
        if (offset == 0 && line.StartsWith("\uFEFF"u8))
            line = line[3..];
        line = line.TrimEnd("\r\n \t"u8).TrimStart((byte)' ');
        bool mayBeginEmpty = _columns is null ? TextHeader.HasNames(line) : _columns[0] == TextColumn.Ignored;
        return mayBeginEmpty ? line : line.TrimStart(" \t"u8);
    }

    /// <summary>Takes the first line that is no comment: true when it is part of the header, false when it is an event, null when more must be seen.</summary>
    private bool? BeginWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> rest, long offset, bool atEnd)
    {
        bool names = TextHeader.HasNames(line);
        if (names || (_header.Columns is null && Options.Text?.Columns is null && _header.TakeSize(line)))
        {
            _line++;
            if (names && !_header.TakeNames(TextHeader.Text(line)) && Options.Text?.Columns is null)
                throw Unclear(offset, $"'{Shown(line)}' in line {_line}", "a header that names t, x, y and p, each once");
            if (names)
                Begin(Options.Text?.Columns ?? _header.Columns!, Options.Text?.Unit ?? _header.Unit);
            return true;
        }

        var columns = Options.Text?.Columns ?? _header.Columns;
        if (columns is null)
        {
            if (!atEnd && rest.Length < SampleBytes)
                return null;
            columns = ColumnGuess.Of(Sample(rest, atEnd)) ?? throw Unclear(offset, $"'{Shown(line)}' in line {_line + 1}", "columns whose meaning is certain");
        }

        Begin(columns, Options.Text?.Unit ?? _header.Unit);
        return false;
    }

    private void Begin(IReadOnlyList<TextColumn> columns, TimeUnit? unit)
    {
        _columns = columns;
        _bounds = Sensor ?? new SensorSize(SensorSize.MaxExtent, SensorSize.MaxExtent);
        _header.Add("columns", string.Join(' ', columns.Select(c => c.ToString().ToLowerInvariant())));
        if (unit is null)
            return;
        _header.Add("time unit", unit.Value.ToString().ToLowerInvariant());
        Use(unit.Value);
    }

    /// <summary>Guesses the unit from the times in the lines that come; false when more of them must be seen.</summary>
    private bool TryGuessUnit(ReadOnlySpan<byte> rest, int length, long offset, bool atEnd)
    {
        // Whole lines only, and the one at hand however long it is, since its time is read next.
        var sample = rest[..Math.Max(length, Math.Min(rest.Length, SampleBytes))];
        if (!atEnd || sample.Length < rest.Length)
            sample = sample[..(sample.LastIndexOf((byte)'\n') + 1)];
        bool areIntegers = false, haveFractions = false, isFirst = true;
        foreach (var range in Lines(sample, isWhole: true))
        {
            if (!TryTime(Trimmed(sample[range], offset + range.Start.Value), out var time))
                continue;
            areIntegers = isFirst ? !time.IsFractional : areIntegers;
            haveFractions |= !time.IsWhole;
            isFirst = false;
            if (areIntegers || haveFractions)
                break;
        }

        if (!areIntegers && !haveFractions && !atEnd && rest.Length < SampleBytes)
            return false;
        _sampledTo = offset + sample.Length;
        if (isFirst)
            return true; // no line with a time; each is damage
        _guess = TimeUnitGuess.Of(areIntegers, haveFractions, Options.Path, offset);
        _header.Add("time unit", _guess.ToString());
        Use(_guess.Unit);
        return true;
    }

    private bool TryTime(ReadOnlySpan<byte> line, out DecimalNumber time)
    {
        time = default;
        LineCursor cursor = new(line);
        for (int i = 0; i < _columns!.Count; i++)
        {
            if (i > 0 && !cursor.Next())
                return false;
            if (_columns[i] == TextColumn.Time)
                return cursor.TryNumber(out time);
            cursor.SkipField();
        }

        return false;
    }

    private void Use(TimeUnit unit)
    {
        _shift = ColumnNames.Shift(unit);
        _plain = PlainLines.For(_columns!, _shift.Value, hasFractions: _guess is null || _shift > 0, _bounds);
    }

    private EventFormatException Unclear(long offset, string got, string expected) => new(
        Options.Path, offset, expected, got, "say what the columns are (--columns t,x,y,p on the command line, ReadOptions.Text in code)");

    private static List<double[]> Sample(ReadOnlySpan<byte> rest, bool atEnd)
    {
        List<double[]> rows = [];
        var sample = rest[..Math.Min(rest.Length, SampleBytes)];
        foreach (var range in Lines(sample, isWhole: atEnd && sample.Length == rest.Length))
            rows.Add(Numbers(sample[range].Trim("\r \t"u8)));
        return rows;
    }

    /// <summary>The lines of a sample that may hold events; the last one only when it is whole.</summary>
    private static List<Range> Lines(ReadOnlySpan<byte> sample, bool isWhole)
    {
        List<Range> lines = [];
        foreach (var range in sample.Split((byte)'\n'))
        {
            var line = sample[range].Trim("\r \t"u8);
            bool isLast = range.End.GetOffset(sample.Length) == sample.Length;
            if (!line.IsEmpty && line[0] is not ((byte)'#' or (byte)'%') && (isWhole || !isLast))
                lines.Add(range);
        }

        return lines;
    }

    private static double[] Numbers(ReadOnlySpan<byte> line)
    {
        List<double> numbers = [];
        LineCursor cursor = new(line);
        do
        {
            int from = cursor.At;
            bool isPolarity = cursor.TryPolarity(out byte polarity);
            cursor.At = from;
            cursor.SkipField();
            var field = line[from..cursor.At].Trim((byte)'"');
            bool isNumber = Utf8Parser.TryParse(field, out double value, out int used) && used == field.Length;
            numbers.Add(isNumber ? value : isPolarity ? polarity : double.NaN);
        }
        while (cursor.Next() && !cursor.AtEnd);
        return [.. numbers];
    }

    private void TakeEvent(ReadOnlySpan<byte> line, int length, long offset, EventBuffer into)
    {
        LineCursor cursor = new(line);
        long time = 0, x = 0, y = 0;
        byte polarity = 0;
        string? expected = null;
        var columns = _columns!;
        for (int i = 0; i < columns.Count && expected is null; i++)
        {
            if (i > 0 && !cursor.Next())
                expected = $"{columns.Count} columns";
            else
                expected = Field(columns[i], ref cursor, ref time, ref x, ref y, ref polarity);
        }

        if (expected is null && !cursor.TakeEnd())
            expected = $"no more than {columns.Count} columns";
        if (expected is not null)
        {
            string? hint = expected == WholeTime ? "times before had none, so they are taken for microseconds; give the unit of time (--unit)" : null;
            Damaged(offset + cursor.At, expected, $"'{Shown(line)}' in line {_line}", hint, length);
        }
        else if ((ulong)x < (ulong)_bounds.Width && (ulong)y < (ulong)_bounds.Height)
        {
            into.Add(time, (ushort)x, (ushort)y, polarity);
            Tally.Events++;
        }
        else
        {
            LeaveOut(offset, (int)Math.Clamp(x, int.MinValue, int.MaxValue), (int)Math.Clamp(y, int.MinValue, int.MaxValue), _bounds);
        }
    }

    private const string WholeTime = "a time without a fraction";

    /// <summary>Reads one field; what was expected in its place, or null.</summary>
    private string? Field(TextColumn column, ref LineCursor cursor, ref long time, ref long x, ref long y, ref byte polarity)
    {
        switch (column)
        {
            case TextColumn.Time:
                return TimeField(ref cursor, ref time);
            case TextColumn.X:
                return cursor.TryInteger(out x) ? null : "a whole number as x";
            case TextColumn.Y:
                return cursor.TryInteger(out y) ? null : "a whole number as y";
            case TextColumn.Polarity:
                return cursor.TryPolarity(out polarity) ? null : "a polarity (1, 0, -1, true or false)";
            default:
                cursor.SkipField();
                return null;
        }
    }

    private string? TimeField(ref LineCursor cursor, ref long time)
    {
        int from = cursor.At;
        if (!cursor.TryNumber(out var number))
            return "a number as time";
        string? problem = _guess is { Unit: TimeUnit.Microseconds } && number.IsFractional ? WholeTime
            : number.TryScale(_shift!.Value, out time, out _) ? null
            : "a time that fits 64 bits of microseconds";
        if (problem is not null)
            cursor.At = from;
        return problem;
    }

    private void PassLongLine(ReadOnlySpan<byte> part, long offset)
    {
        if (_inLongLine)
            Tally.LostBytes += part.Length;
        else
            Damaged(offset, $"lines of at most {MaxLine} bytes", $"a longer one as line {_line + 1}", "the file may not be text", part.Length);
        _inLongLine = part[^1] != '\n';
        if (!_inLongLine)
            _line++;
    }

    private static string Shown(ReadOnlySpan<byte> line)
    {
        const int Longest = 60;
        StringBuilder text = new();
        foreach (char c in Encoding.UTF8.GetString(line[..Math.Min(line.Length, Longest)]))
            text.Append(char.IsControl(c) ? '.' : c);
        return line.Length > Longest ? text.Append("...").ToString() : text.ToString();
    }
}
