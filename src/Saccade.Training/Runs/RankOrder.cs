using System.Text;
using Saccade.Training.Checkpoints;
using Saccade.Training.Data;
using Saccade.Training.Ranks;

namespace Saccade.Training.Runs;

/// <summary>What the first of several processes tells the others before they begin.</summary>
/// <param name="Recipe">The recipe as YAML, every value spelled out.</param>
/// <param name="Test">Whether the test part is read.</param>
internal sealed record RankOrder(string Recipe, bool Test)
{
    /// <summary>Tells it.</summary>
    public void Give(RankGroup ranks) => ranks.OfFirst([Test ? (byte)1 : (byte)0, .. Encoding.UTF8.GetBytes(Recipe)]);

    /// <summary>Waits for it.</summary>
    public static RankOrder Take(RankGroup ranks)
    {
        byte[] order = ranks.OfFirst(null);
        return new RankOrder(Encoding.UTF8.GetString(order.AsSpan(1)), order[0] == 1);
    }

    /// <summary>Tells where the run stands, when all have the same data.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="data">The data of this process.</param>
    /// <param name="path">The last checkpoint; null where the run begins.</param>
    public static void GiveCheckpoint(RankGroup ranks, TrainingData data, string? path)
    {
        DemandSameData(ranks, data);
        ranks.OfFirst(path is null ? [] : File.ReadAllBytes(path));
    }

    /// <summary>Waits for where the run stands; null where it begins.</summary>
    public static Checkpoint? TakeCheckpoint(RankGroup ranks, TrainingData data)
    {
        DemandSameData(ranks, data);
        byte[] bytes = ranks.OfFirst(null);
        return bytes.Length == 0 ? null : Checkpoint.Read(new MemoryStream(bytes), "the checkpoint of rank 0");
    }

    private static void DemandSameData(RankGroup ranks, TrainingData data)
        => ranks.DemandEqual("the recordings, their parts or the teachers", data.Identity, "give all ranks one shared folder, or copies of the same data set and model files");
}
