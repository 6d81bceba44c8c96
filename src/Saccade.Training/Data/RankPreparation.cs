using Saccade.Events.Cache;
using Saccade.Training.Ranks;

namespace Saccade.Training.Data;

/// <summary>The ranks of a training as those that prepare its data.</summary>
/// <param name="ranks">The ranks.</param>
internal sealed class RankPreparation(RankGroup ranks) : IPreparationGroup
{
    public int Rank => ranks.Rank;

    public int Ranks => ranks.Ranks;

    public byte[][] Gather(byte[] mine) => ranks.Gather(mine);

    public void Busy() => ranks.Busy();

    public void DemandEqual(string what, string mine, string advice) => ranks.DemandEqual(what, mine, advice);
}
