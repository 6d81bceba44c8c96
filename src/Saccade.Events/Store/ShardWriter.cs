using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Model;

namespace Saccade.Events.Store;

/// <summary>Writes one shard under a temporary name, recording by recording, and gives it its name when it is whole.</summary>
internal sealed class ShardWriter : IDisposable
{
    private readonly string _path;
    private readonly ShardKey _key;
    private readonly FileStream _stream;
    private readonly List<StoredRecording> _recordings = [];
    private byte[] _packed = [];

    public ShardWriter(string folder, ShardKey key)
    {
        _path = Path.Combine(folder, ShardFile.Name(key.Index));
        _key = key;
        _stream = new FileStream(Path.ChangeExtension(_path, ShardFile.TemporaryExtension), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        ShardFile.WriteHead(_stream);
    }

    public void Add(RecordingItem item, EventBuffer events, DecodeReport report, SensorSize? sensor)
    {
        var block = EventBlock.For(events);
        if (_packed.Length < block.Room)
            _packed = GC.AllocateUninitializedArray<byte>(checked((int)(block.Room + block.Room / 4)));
        Span<byte> packed = _packed.AsSpan(0, (int)block.Room);
        block.Pack(events, packed);
        _recordings.Add(new StoredRecording
        {
            Id = item.Id,
            Part = item.Part,
            Label = item.Label,
            Sensor = sensor,
            Report = report,
            Offset = _stream.Position,
            Block = block,
            Hash = block.Hash(packed),
        });
        _stream.Write(packed);
    }

    /// <summary>Completes the shard; it is on the disk when this returns.</summary>
    public IReadOnlyList<StoredRecording> Finish()
    {
        ShardFile.WriteEnd(_stream, _key, ShardTable.Write(_recordings));
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_stream.Name, _path, overwrite: true);
        return _recordings;
    }

    public void Dispose() => _stream.Dispose();
}
