using Saccade.Events.Formats.Columns;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Numpy;

/// <summary>An array of NumPy.</summary>
/// <param name="Path">File, or archive and entry, in messages.</param>
/// <param name="Name">Name in an archive, without its extension; else empty.</param>
/// <param name="Header">The header.</param>
/// <param name="Length">Bytes of data that are there; <see cref="Expected"/> says how many belong there.</param>
/// <param name="Open">Begins to read the data.</param>
internal sealed record NpyArray(string Path, string Name, NpyHeader Header, long Length, Func<NpyData> Open)
{
    private const int SampleRows = 1024;

    /// <summary>Bytes that the header announces.</summary>
    public long Expected => Header.Elements!.Value * Header.ItemBytes;

    /// <summary>Reads the header of an array.</summary>
    /// <param name="stream">Begins with the header.</param>
    /// <param name="length">Bytes of header and data that are there.</param>
    /// <param name="path">File, or archive and entry, in messages.</param>
    /// <param name="name">Name in an archive; else empty.</param>
    /// <param name="open">Begins to read the data after a header of so many bytes.</param>
    /// <exception cref="EventFormatException">The header is damaged, or bytes follow the data.</exception>
    public static NpyArray Read(Stream stream, long length, string path, string name, Func<int, NpyData> open)
    {
        byte[] front = new byte[NpyHeader.FrontBytes];
        int got = stream.ReadAtLeast(front, front.Length, throwOnEndOfStream: false);
        int size = NpyHeader.LengthOf(front.AsSpan(0, got), path);
        byte[] header = new byte[size];
        front.AsSpan(0, Math.Min(size, front.Length)).CopyTo(header);
        got = front.Length + (size > front.Length ? stream.ReadAtLeast(header.AsSpan(front.Length), size - front.Length, throwOnEndOfStream: false) : 0);
        if (got != size)
            throw new EventFormatException(path, got, $"a header of {size} bytes", got < size ? "the end of the file" : "a shorter one", "the file is truncated or damaged");

        var parsed = NpyHeader.Parse(header, path);
        if (parsed.Elements is not { } elements || elements > Array.MaxLength / parsed.ItemBytes)
            throw new EventFormatException(path, 0, $"an array of at most {Array.MaxLength} bytes", $"shape ({string.Join(", ", parsed.Shape)}) of {parsed.ItemBytes} bytes each");
        long expected = elements * parsed.ItemBytes;
        if (length - size > expected)
            throw new EventFormatException(path, size + expected, "the end of the array", "further bytes", "the file is damaged or not of this format");
        return new NpyArray(path, name, parsed, length - size, () => open(size));
    }

    /// <summary>The array as columns of events, when its form is such; null when it is not.</summary>
    /// <exception cref="EventFormatException">It is a table whose columns cannot be told apart.</exception>
    public EventColumns? AsEvents(ReadOptions options) => Header switch
    {
        { IsPlain: false, Shape.Count: 1 } => Records(),
        { IsPlain: true, Shape.Count: 2 } => Table(options),
        _ => null,
    };

    /// <summary>The array as one column; null when it is no list of numbers.</summary>
    public NpyColumn? AsColumn() => Header is { Shape.Count: 1 } ? Flat() : null;

    /// <summary>All its numbers in the order in which they are stored; null when it has other things.</summary>
    public NpyColumn? Flat() => Header.IsPlain
        ? new NpyColumn(Name, this, Open(), Header.Fields[0].Scalar!.Value, 0, Header.ItemBytes, Length / Header.ItemBytes)
        : null;

    /// <summary>What it is, in words.</summary>
    public override string ToString() => $"{(Name.Length > 0 ? Name : "an array")} ({string.Join(", ", Header.Shape)})"
        + (Header.IsPlain ? "" : $" of records ({string.Join(", ", Header.Fields.Select(f => f.Name))})");

    private EventColumns? Records()
    {
        long rows = Length / Header.ItemBytes;
        (TextColumn Meaning, TimeUnit? Unit, NpyField Field)[] fields = [.. Header.Fields
            .Where(f => f.Scalar is not null)
            .Select(f => (Meaning: ColumnNames.Of(f.Name), Field: f))
            .Select(f => (f.Meaning.Column, f.Meaning.Unit, f.Field))];
        if (!ColumnNames.AreComplete([.. fields.Select(f => f.Meaning)]))
            return null;
        var data = Open();
        var columns = EventColumns.Of(
            fields.Select(f => (f.Meaning, (EventColumn)new NpyColumn(f.Field.Name, this, data, f.Field.Scalar!.Value, f.Field.Offset, Header.ItemBytes, rows))));
        return columns with { Unit = fields.First(f => f.Meaning == TextColumn.Time).Unit, Shortfall = Missing() };
    }

    /// <summary>A table: a row for each event, or, where the second extent does not fit, a column for each.</summary>
    private EventColumns? Table(ReadOptions options)
    {
        int wanted = options.Text?.Columns?.Count ?? 4;
        bool across = Header.Shape[1] != wanted;
        if (across && Header.Shape[0] != wanted)
            return null;
        var scalar = Header.Fields[0].Scalar!.Value;
        long size = scalar.Size, events = across ? Header.Shape[1] : Header.Shape[0];
        bool together = across == Header.IsFortran; // whether the numbers of an event are neighbours
        if (Length < Expected)
            events = together ? Length / (size * wanted) : Math.Max(0, Math.Min(events, Length / size - (wanted - 1) * events));
        var shared = together ? Open() : null;
        NpyColumn[] columns = [.. Enumerable.Range(0, wanted).Select(i => shared is not null
            ? new NpyColumn($"column {i}", this, shared, scalar, i * size, size * wanted, events)
            : new NpyColumn($"column {i}", this, Open(), scalar, i * size * (across ? Header.Shape[1] : Header.Shape[0]), size, events))];
        var meanings = options.Text?.Columns ?? Guess(columns, events);
        return EventColumns.Of(meanings.Zip<TextColumn, EventColumn>(columns)) with { Shortfall = Missing() };
    }

    private IReadOnlyList<TextColumn> Guess(NpyColumn[] columns, long events)
    {
        int count = (int)Math.Min(SampleRows, events);
        double[][] rows = [.. Enumerable.Range(0, count).Select(_ => new double[columns.Length])];
        double[] values = new double[count];
        for (int c = 0; c < columns.Length; c++)
        {
            columns[c].Read(0, values);
            for (int i = 0; i < count; i++)
                rows[i][c] = values[i];
        }

        if (events == 0)
            return [TextColumn.Time, TextColumn.X, TextColumn.Y, TextColumn.Polarity];
        return ColumnGuess.Of(rows) ?? throw new EventFormatException(
            Path, Header.DataOffset, "columns whose meaning is certain", $"a table of shape ({string.Join(", ", Header.Shape)})",
            "say what the columns are (--columns t,x,y,p on the command line, ReadOptions.Text in code)");
    }

    private Shortfall? Missing() => Length == Expected
        ? null
        : new Shortfall(Header.DataOffset + Length, $"an array of {Expected} bytes", $"the end of the file after {Length} of them", Length % Header.ItemBytes);
}
