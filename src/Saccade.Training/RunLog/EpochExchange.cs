using Saccade.Training.Ranks;

namespace Saccade.Training.RunLog;

/// <summary>What the first of several processes handed over in an epoch, a step of training on average; evaluation is not in it.</summary>
/// <param name="Ranks">Number of processes.</param>
/// <param name="SentBytesPerStep">Bytes sent to all others together.</param>
/// <param name="ReceivedBytesPerStep">Bytes received.</param>
/// <param name="WaitedSecondsPerStep">Time in exchanges: transport, and waiting for slower ranks.</param>
/// <param name="ExchangesPerStep">Number of exchanges.</param>
public sealed record EpochExchange(int Ranks, double SentBytesPerStep, double ReceivedBytesPerStep, double WaitedSecondsPerStep, double ExchangesPerStep)
{
    /// <summary>The mean since the last call; null where one process trains.</summary>
    internal static EpochExchange? Of(RankGroup? ranks, int steps)
    {
        if (ranks is null)
            return null;
        var count = ranks.TakeCount();
        double n = Math.Max(1, steps);
        return new EpochExchange(ranks.Ranks, count.SentBytes / n, count.ReceivedBytes / n, count.Waited.TotalSeconds / n, count.Calls / n);
    }
}
