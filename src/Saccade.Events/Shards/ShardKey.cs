namespace Saccade.Events.Shards;

/// <summary>Which shard of which preparation a file is.</summary>
/// <param name="Plan">Hash of the preparation: recordings, their content and how they are read.</param>
/// <param name="Index">Number of the shard.</param>
internal sealed record ShardKey(byte[] Plan, int Index);
