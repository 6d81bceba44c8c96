using Saccade.Events.Datasets;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Shards;
using Saccade.Files;

namespace Saccade.Events.Store;

/// <summary>Writes one shard under a temporary name, recording by recording, and gives it its name when it is whole.</summary>
internal sealed class ShardWriter : IDisposable
{
    private readonly ShardKey _key;
    private readonly AtomicFile _file;
    private readonly List<StoredRecording> _recordings = [];
    private byte[] _packed = [];

    public ShardWriter(string folder, ShardKey key)
    {
        _key = key;
        _file = AtomicFile.Create(Path.Combine(folder, ShardFile.Name(key.Index)));
        ShardFile.WriteHead(_file.Stream);
    }

    public void Add(RecordingItem item, EventBuffer events, DecodeReport report, SensorSize? sensor)
    {
        var block = EventBlock.For(events);
        if (_packed.Length < block.Room)
            _packed = GC.AllocateUninitializedArray<byte>(checked((int)(block.Room + block.Room / 4)));
        var packed = _packed.AsSpan(0, (int)block.Room);
        block.Pack(events, packed);
        _recordings.Add(new StoredRecording
        {
            Id = item.Id,
            Part = item.Part,
            Label = item.Label,
            Sensor = sensor,
            Report = report,
            Offset = _file.Stream.Position,
            Block = block,
            Hash = block.Hash(packed),
            Checksum = block.Checksum(packed),
        });
        _file.Stream.Write(packed);
    }

    /// <summary>Completes the shard; it is on the disk when this returns.</summary>
    public IReadOnlyList<StoredRecording> Finish()
    {
        ShardFile.WriteEnd(_file.Stream, _key, ShardTable.Write(_recordings));
        _file.Commit();
        return _recordings;
    }

    public void Dispose() => _file.Dispose();
}
