using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Training.Checkpoints;
using Saccade.Training.Loops;

namespace Saccade.Tests.Training.Loops;

/// <summary>Keeps copies of all checkpoints of a run.</summary>
internal sealed class MemoryRunStore : IRunStore
{
    public List<(Checkpoint Checkpoint, bool IsBest)> Saved { get; } = [];

    public Checkpoint? Last => null;

    public long LogLength => 0;

    public void Save(Checkpoint checkpoint, bool isBest)
        => Saved.Add((new Checkpoint(checkpoint.Info, [.. checkpoint.Tensors.Select(t => SafetensorsTensor.FromFloats(t.Name, t.Shape, t.Floats.ToArray()))]), isBest));

    /// <summary>The network under a prefix of a checkpoint.</summary>
    public static Network Network(Checkpoint checkpoint, string prefix, NetworkDescription description)
    {
        var network = Saccade.Networks.Network.Create(description, 0);
        CheckpointCodec.Fill(checkpoint, prefix, network);
        return network;
    }
}
