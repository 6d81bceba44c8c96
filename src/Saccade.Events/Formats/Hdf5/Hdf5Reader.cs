using Saccade.Events.Formats.Columns;
using Saccade.Events.Formats.Hdf5.Structure;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Hdf5;

/// <summary>Reads events in HDF5; see this folder's README for the layouts.</summary>
internal sealed class Hdf5Reader(ReadOptions options) : ColumnReader(options)
{
    private const int SampleRows = 1024, FreeRows = 1 << 22, RowsPerByte = 8;
    private const string OffsetName = "t_offset";

    /// <inheritdoc/>
    protected override void Open(ArraySegment<byte> file, EventBuffer into)
    {
        try
        {
            Hdf5File opened = new(file);
            List<Hdf5Dataset> sets = [.. opened.Datasets.Select(opened.Open)];
            var events = Choose([.. Hdf5Events.Find(sets, Options)], sets);
            Note("events", events.Path);
            if (events.Sets.FirstOrDefault(s => s.Obstacle is not null) is { } blocked)
                throw Wrong($"'{blocked.Path}' that can be read", blocked.Obstacle!, "convert the file with its own tools, for example h5repack -f NONE");
            var named = SensorAttributes.Find(opened, events);
            if (named is not null)
                NameSensor(named.Value);
            CheckCount(events, file.Count);
            Join(Named(events).Join() with { TimeOffset = OffsetOf(events, sets) }, into);
        }
        catch (InvalidDataException e)
        {
            throw Wrong("an HDF5 file that can be read", e.Message, "the file is truncated, damaged or no HDF5 file", e);
        }
    }

    /// <summary>Compressed events are a few bits each at the least; a file that claims more would take all memory.</summary>
    private void CheckCount(Hdf5Events events, int fileBytes)
    {
        long most = FreeRows + (long)RowsPerByte * fileBytes, rows = events.Columns.Min(c => c.Set.Extents[0]);
        if (rows > most)
            throw Wrong($"at most {most} events in a file of {fileBytes} bytes", $"{rows} in '{events.Path}'", "the file is damaged");
    }

    private Hdf5Events Choose(Hdf5Events[] found, List<Hdf5Dataset> sets)
    {
        if (Options.Stream is { } wanted)
        {
            return wanted >= 0 && wanted < found.Length ? found[wanted]
                : throw Wrong($"stream {wanted}", $"{found.Length} streams of events: {Listed(found)}");
        }

        return found switch
        {
            [var only] => only,
            [] => throw Wrong("lists or records t, x, y and p", sets.Count == 0 ? "no data sets" : $"data sets {string.Join(", ", sets.Take(20).Select(s => s.Path))}"),
            _ => throw Wrong("one stream of events", Listed(found), "give the number of the stream"),
        };
    }

    private static string Listed(Hdf5Events[] found) => string.Join(", ", found.Select((e, i) => $"{i} {e.Path}"));

    private Hdf5Events Named(Hdf5Events events)
    {
        if (!events.IsTable)
            return events;
        var rows = events.Sample(SampleRows);
        var columns = Options.Text?.Columns
            ?? (rows.Count == 0 ? [TextColumn.Time, TextColumn.X, TextColumn.Y, TextColumn.Polarity] : ColumnGuess.Of(rows))
            ?? throw Wrong("columns whose meaning is certain", $"a table '{events.Path}'", "say what the columns are (--columns t,x,y,p on the command line, ReadOptions.Text in code)");
        return events with { Columns = [.. events.Columns.Zip(columns, (source, meaning) => source with { Meaning = meaning })] };
    }

    /// <summary>DSEC keeps the times of a recording from 0, and beside the group what to add for the clock of its other sensors.</summary>
    private long OffsetOf(Hdf5Events events, List<Hdf5Dataset> sets)
    {
        string[] places = [$"{events.Path.TrimEnd('/')}/{OffsetName}", $"{Hdf5Events.Parent(events.Path).TrimEnd('/')}/{OffsetName}"];
        if (sets.Find(s => places.Contains(s.Path) && s.Kind == Hdf5Kind.Integer && s.Extents.All(e => e == 1)) is not { } set)
            return 0;
        long[] offset = new long[1];
        set.Read(null, 0, 0, offset);
        Note("time offset", $"{offset[0]} us, {(Options.AddTimeOffset ? "added" : "not added")}");
        return Options.AddTimeOffset ? offset[0] : 0;
    }

    private EventFormatException Wrong(string expected, string got, string? hint = null, Exception? inner = null) => new(Options.Path, 0, expected, got, hint, inner);
}
