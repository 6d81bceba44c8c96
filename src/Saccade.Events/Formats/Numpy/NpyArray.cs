using Saccade.Events.Formats.Columns;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Numpy;

/// <summary>An array of NumPy.</summary>
/// <param name="Path">File, or archive and entry, in messages.</param>
/// <param name="Name">Name in an archive, without its extension; else empty.</param>
/// <param name="Header">The header.</param>
/// <param name="Data">The data, as many bytes as came; <see cref="Expected"/> says how many belong there.</param>
internal sealed record NpyArray(string Path, string Name, NpyHeader Header, byte[] Data)
{
    private const int SampleRows = 1024;
    private const int FirstRoom = 1 << 16;

    /// <summary>Bytes that the header announces.</summary>
    public long Expected => Header.Elements!.Value * Header.ItemBytes;

    /// <summary>Reads an array to the end of a stream. Memory grows with the bytes that come, not with what the header claims.</summary>
    /// <exception cref="EventFormatException">The header is damaged, or bytes follow the data.</exception>
    public static NpyArray Read(Stream stream, string path, string name)
    {
        byte[] front = new byte[NpyHeader.FrontBytes];
        int got = stream.ReadAtLeast(front, front.Length, throwOnEndOfStream: false);
        int length = NpyHeader.LengthOf(front.AsSpan(0, got), path);
        byte[] header = new byte[length];
        front.AsSpan(0, Math.Min(length, front.Length)).CopyTo(header);
        got = front.Length + (length > front.Length ? stream.ReadAtLeast(header.AsSpan(front.Length), length - front.Length, throwOnEndOfStream: false) : 0);
        if (got != length)
            throw new EventFormatException(path, got, $"a header of {length} bytes", got < length ? "the end of the file" : "a shorter one", "the file is truncated or damaged");

        NpyHeader parsed = NpyHeader.Parse(header, path);
        if (parsed.Elements is not { } elements || elements > Array.MaxLength / parsed.ItemBytes)
            throw new EventFormatException(path, 0, $"an array of at most {Array.MaxLength} bytes", $"shape ({string.Join(", ", parsed.Shape)}) of {parsed.ItemBytes} bytes each");
        byte[] data = ReadData(stream, (int)(elements * parsed.ItemBytes));
        if (stream.ReadByte() >= 0)
            throw new EventFormatException(path, length + data.Length, "the end of the array", "further bytes", "the file is damaged or not of this format");
        return new NpyArray(path, name, parsed, data);
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
    public NpyColumn? AsColumn() => Header is { IsPlain: true, Shape.Count: 1 }
        ? new NpyColumn(Name, this, Header.Fields[0].Scalar!.Value, 0, Header.ItemBytes, Data.Length / Header.ItemBytes)
        : null;

    /// <summary>All its numbers in the order in which they are stored; null when it has other things.</summary>
    public NpyColumn? Flat() => Header.IsPlain
        ? new NpyColumn(Name, this, Header.Fields[0].Scalar!.Value, 0, Header.ItemBytes, Data.Length / Header.ItemBytes)
        : null;

    /// <summary>What it is, in words.</summary>
    public override string ToString() => $"{(Name.Length > 0 ? Name : "an array")} ({string.Join(", ", Header.Shape)})"
        + (Header.IsPlain ? "" : $" of records ({string.Join(", ", Header.Fields.Select(f => f.Name))})");

    private static byte[] ReadData(Stream stream, int bytes)
    {
        byte[] data = new byte[Math.Min(bytes, FirstRoom)];
        int filled = 0;
        while (filled < bytes)
        {
            if (filled == data.Length)
                Array.Resize(ref data, (int)Math.Min(2L * data.Length, bytes));
            int got = stream.Read(data, filled, data.Length - filled);
            if (got == 0)
                break;
            filled += got;
        }

        Array.Resize(ref data, filled);
        return data;
    }

    private EventColumns? Records()
    {
        long rows = Data.Length / Header.ItemBytes;
        (TextColumn Meaning, TimeUnit? Unit, NpyField Field)[] fields = [.. Header.Fields
            .Where(f => f.Scalar is not null)
            .Select(f => (Meaning: ColumnNames.Of(f.Name), Field: f))
            .Select(f => (f.Meaning.Column, f.Meaning.Unit, f.Field))];
        if (!ColumnNames.AreComplete([.. fields.Select(f => f.Meaning)]))
            return null;
        EventColumns columns = EventColumns.Of(
            fields.Select(f => (f.Meaning, (EventColumn)Column(f.Field.Name, f.Field.Scalar!.Value, f.Field.Offset, Header.ItemBytes, rows))));
        return columns with { Unit = fields.First(f => f.Meaning == TextColumn.Time).Unit, Shortfall = Missing() };
    }

    /// <summary>A table: a row for each event, or, where the second extent does not fit, a column for each.</summary>
    private EventColumns? Table(ReadOptions options)
    {
        int wanted = options.Text?.Columns?.Count ?? 4;
        bool across = Header.Shape[1] != wanted;
        if (across && Header.Shape[0] != wanted)
            return null;
        NpyScalar scalar = Header.Fields[0].Scalar!.Value;
        long size = scalar.Size, events = across ? Header.Shape[1] : Header.Shape[0];
        bool together = across == Header.IsFortran; // whether the numbers of an event are neighbours
        if (Data.Length < Expected)
            events = together ? Data.Length / (size * wanted) : Math.Max(0, Math.Min(events, Data.Length / size - (wanted - 1) * events));
        NpyColumn[] columns = [.. Enumerable.Range(0, wanted).Select(i => together
            ? Column($"column {i}", scalar, i * size, size * wanted, events)
            : Column($"column {i}", scalar, i * size * (across ? Header.Shape[1] : Header.Shape[0]), size, events))];
        IReadOnlyList<TextColumn> meanings = options.Text?.Columns ?? Guess(columns, events);
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

    private NpyColumn Column(string name, NpyScalar scalar, long offset, long stride, long length) =>
        new NpyColumn(name, this, scalar, offset, stride, length);

    private Shortfall? Missing() => Data.Length == Expected
        ? null
        : new Shortfall(Header.DataOffset + Data.Length, $"an array of {Expected} bytes", $"the end of the file after {Data.Length} of them", Data.Length % Header.ItemBytes);
}
