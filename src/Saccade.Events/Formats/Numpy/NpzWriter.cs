using System.IO.Compression;
using System.Runtime.InteropServices;
using Saccade.Events.Model;
using Saccade.Files;

namespace Saccade.Events.Formats.Numpy;

/// <summary>
/// Writes arrays t (int64, microseconds), x, y (uint16) and p (uint8) without compression, as SpikingJelly's loaders expect
/// them. Keeps the events until the end, since each array says how long it is.
/// </summary>
internal sealed class NpzWriter(Stream stream, WriteOptions options) : EventWriter(stream, NpzFormat.Instance, options)
{
    /// <summary>The first time that zip archives know, so that the same events give the same bytes.</summary>
    private static readonly DateTimeOffset _entryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly EventBuffer _events = new();

    /// <inheritdoc/>
    protected override void Encode(EventSlice events) => _events.Add(events);

    /// <inheritdoc/>
    protected override void End()
    {
        using MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "t", "'<i8'", MemoryMarshal.AsBytes(_events.Times));
            Add(zip, "x", "'<u2'", MemoryMarshal.AsBytes(_events.X));
            Add(zip, "y", "'<u2'", MemoryMarshal.AsBytes(_events.Y));
            Add(zip, "p", "'|u1'", _events.Polarities);
        }

        Put(file.GetBuffer().AsSpan(0, (int)file.Length));
    }

    private void Add(ZipArchive zip, string name, string type, ReadOnlySpan<byte> values)
    {
        var entry = zip.CreateEntry($"{name}.npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = _entryTime;
        using var target = entry.Open();
        target.Write(NpyHead.Of(type, _events.Count));
        target.Write(values);
    }
}
