using Saccade.Events.Formats.Columns;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Numpy;

/// <summary>Reads an array of records or a table; see this folder's README.</summary>
internal sealed class NpyReader(ReadOptions options) : ColumnReader(options)
{
    /// <inheritdoc/>
    protected override void Open(ArraySegment<byte> file, EventBuffer into)
    {
        using MemoryStream stream = new(file.Array!, file.Offset, file.Count, writable: false);
        var array = NpyArray.Read(stream, file.Count, Options.Path, "", header => new NpyData(file, header, Options.Path));
        Note("array", array.ToString());
        var columns = array.AsEvents(Options) ?? throw new EventFormatException(
            Options.Path, array.Header.DataOffset, "records with fields t, x, y and p, or a table of four columns", array.ToString(),
            array.Header.Shape.Count == 4 ? "frames are no events; prepared frames in .npz are read by NpzFrames" : "save the columns by name in a .npz file");
        Join(columns, into);
    }
}
