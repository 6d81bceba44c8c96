using Saccade.Events.Formats.Columns;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;
using Saccade.Events.Native;

namespace Saccade.Events.Formats.Hdf5;

/// <summary>Reads events in HDF5; see this folder's README for the layouts.</summary>
internal sealed class Hdf5Reader(ReadOptions options) : ColumnReader(options)
{
    private const int SampleRows = 1024;
    private const string OffsetName = "t_offset";

    /// <inheritdoc/>
    protected override void Open(ArraySegment<byte> file, EventBuffer into)
    {
        List<Hdf5Dataset> sets = [];
        try
        {
            using Hdf5File opened = new(file.AsSpan());
            sets.AddRange(opened.Datasets.Select(opened.Open));
            Hdf5Events events = Choose([.. Hdf5Events.Find(sets, Options)], sets);
            Note("events", events.Path);
            if (events.Sets.FirstOrDefault(s => s.Obstacle is not null) is { } blocked)
                throw Wrong($"'{blocked.Path}' that can be read", blocked.Obstacle!, "install the filter as a plugin of HDF5 (HDF5_PLUGIN_PATH), or convert the file with its own tools");
            Join(Named(events).Join() with { TimeOffset = OffsetOf(events, sets) }, into);
        }
        catch (InvalidDataException e)
        {
            throw Wrong("an HDF5 file that can be read", e.Message, "the file is truncated, damaged or of another kind", e);
        }
        catch (DllNotFoundException e)
        {
            throw Wrong("libhdf5, which reads HDF5 files", e.Message, inner: e);
        }
        finally
        {
            sets.ForEach(s => s.Dispose());
        }
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
        IReadOnlyList<double[]> rows = events.Sample(SampleRows);
        IReadOnlyList<TextColumn> columns = Options.Text?.Columns
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
