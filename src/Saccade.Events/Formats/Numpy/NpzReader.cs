using Saccade.Events.Formats.Columns;
using Saccade.Events.Formats.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Numpy;

/// <summary>Reads arrays t, x, y, p, or one array that holds all four; see this folder's README.</summary>
internal sealed class NpzReader(ReadOptions options) : ColumnReader(options)
{
    /// <summary>Name of the array of frames in files that hold frames.</summary>
    public const string FramesName = "frames";

    /// <inheritdoc/>
    protected override void Open(ArraySegment<byte> file, EventBuffer into)
    {
        using MemoryStream stream = new(file.Array!, file.Offset, file.Count, writable: false);
        using NpzArchive archive = new(stream, Options.Path);
        Note("arrays", string.Join(", ", archive.Names));
        Join(Separate(archive) ?? Joint(archive) ?? throw NoEvents(archive), into);
        archive.Finish();
    }

    /// <summary>An array for each column.</summary>
    private static EventColumns? Separate(NpzArchive archive)
    {
        (string Name, TextColumn Meaning, TimeUnit? Unit)[] named = [.. archive.Names
            .Select(n => (Name: n, Meaning: ColumnNames.Of(n)))
            .Where(n => n.Meaning.Column != TextColumn.Ignored)
            .Select(n => (n.Name, n.Meaning.Column, n.Meaning.Unit))];
        if (!ColumnNames.AreComplete([.. named.Select(n => n.Meaning)]))
            return null;
        var columns = EventColumns.Of(named.Select(n => (n.Meaning, (EventColumn)Column(archive.Read(n.Name)))));
        return columns with { Unit = named.First(n => n.Meaning == TextColumn.Time).Unit };
    }

    private static NpyColumn Column(NpyArray array) => array.AsColumn() ?? throw new EventFormatException(
        array.Path, 0, "a list of numbers", array.ToString(), "the arrays t, x, y and p have one number for each event");

    /// <summary>One array of records, or a table.</summary>
    private EventColumns? Joint(NpzArchive archive)
    {
        string? name = archive.Names.Count == 1 ? archive.Names.First() : Array.Find(["events", "arr_0"], archive.Has);
        return name is null ? null : archive.Read(name).AsEvents(Options);
    }

    private EventFormatException NoEvents(NpzArchive archive) => new(
        Options.Path, 0, "arrays t, x, y and p, each once, or one array of records with these fields", archive.ToString(),
        archive.Has(FramesName)
            ? $"'{FramesName}' are prepared frames, which are no events; NpzFrames reads them"
            : "save the columns under these names");
}
