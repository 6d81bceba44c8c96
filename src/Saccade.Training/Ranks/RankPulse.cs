namespace Saccade.Training.Ranks;

/// <summary>What the ranks of a training tell each other after every batch: so few bytes that they cost one trip, and enough to stop together and to notice a rank that went another way.</summary>
/// <param name="Stops">Whether someone asks to stop.</param>
/// <param name="Right">Samples that were decided rightly.</param>
/// <param name="Loss">The loss of the batch, the same in all ranks.</param>
/// <param name="Norm">The norm of its gradients, the same in all ranks.</param>
/// <param name="IsFinite">Whether all outputs of the network were numbers.</param>
internal readonly record struct RankPulse(bool Stops, int Right, double Loss, double Norm, bool IsFinite)
{
    /// <summary>Where outputs that are no numbers came from, as the end of a message; empty where one process trains.</summary>
    public string Origin { get; private init; } = "";

    /// <summary>Tells the others and hears what they say.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="mine">Of this rank.</param>
    /// <param name="isShared">Whether each had some samples of the batch, and not all of them.</param>
    /// <exception cref="RankFailedException">A rank has another loss or norm than the first, so that its parameters are others too.</exception>
    public static RankPulse Of(RankGroup ranks, RankPulse mine, bool isShared)
    {
        const int Fields = 4;
        long[] all = ranks.Gather<long>([(mine.Stops ? 1 : 0) + (mine.IsFinite ? 2 : 0), mine.Right, BitConverter.DoubleToInt64Bits(mine.Loss), BitConverter.DoubleToInt64Bits(mine.Norm)]);
        int other = Enumerable.Range(0, ranks.Ranks).FirstOrDefault(rank => all[rank * Fields + 2] != all[2] || all[rank * Fields + 3] != all[3]);
        if (other > 0)
        {
            double loss = BitConverter.Int64BitsToDouble(all[other * Fields + 2]), norm = BitConverter.Int64BitsToDouble(all[other * Fields + 3]);
            throw new RankFailedException($"{ranks.NameOf(other)} went another way: loss {loss:R}, gradient norm {norm:R}, expected {BitConverter.Int64BitsToDouble(all[2]):R} and {BitConverter.Int64BitsToDouble(all[3]):R} as {ranks.NameOf(0)} has; its memory or processor is faulty, or it runs another version");
        }

        int odd = Enumerable.Range(0, ranks.Ranks).FirstOrDefault(rank => (all[rank * Fields] & 2) == 0, -1);
        return mine with
        {
            Stops = Enumerable.Range(0, ranks.Ranks).Any(rank => (all[rank * Fields] & 1) != 0),
            Right = isShared ? (int)Enumerable.Range(0, ranks.Ranks).Sum(rank => all[rank * Fields + 1]) : mine.Right,
            Origin = odd < 0 || !isShared ? "" : $"; outputs that are no numbers came first from the samples of {ranks.NameOf(odd)}",
        };
    }
}
