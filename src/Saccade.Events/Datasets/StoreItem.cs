using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Shards;

namespace Saccade.Events.Datasets;

/// <summary>A recording in a store.</summary>
internal sealed class StoreItem(StoredRecording recording, ShardReader shard) : RecordingItem(recording.Id, recording.Part, recording.Label)
{
    /// <summary>The checksum of the events: wherever the store lies, whenever it was made.</summary>
    public override string Identity => $"events:{Convert.ToHexStringLower(recording.Hash)}";

    public override long Length => recording.Block.Bytes;

    public override (DecodeReport Report, SensorSize? Sensor) Read(EventBuffer into)
    {
        shard.Read(recording, into);
        return (recording.Report, recording.Sensor);
    }

    public override byte[] ContentHash() => [.. recording.Hash];
}
