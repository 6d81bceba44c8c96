using Saccade.Training.Benchmarks;

namespace Saccade.Bench;

/// <summary>Times ways of a case in turn, so that whatever else the machine does meets all of them.</summary>
/// <param name="quick">Whether to time each way once.</param>
/// <param name="clock">What time is taken from.</param>
internal sealed class BenchTimer(bool quick, BenchClock clock)
{
    private const double ShortestSample = 2e-3, Budget = 1.5;
    private const int FewestRounds = 7, MostRounds = 60;

    /// <summary>The times of one run of each way.</summary>
    public IReadOnlyList<Timing> Measure(IReadOnlyList<BenchWay> ways)
    {
        int[] repetitions = [.. ways.Select(Repetitions)];
        double round = ways.Select((w, i) => Sample(w.Run, repetitions[i]) * repetitions[i]).Sum();
        int rounds = quick ? 1 : (int)Math.Clamp(Budget / round, FewestRounds, MostRounds);
        var samples = ways.Select(_ => new List<double>()).ToList();
        for (int i = 0; i < rounds; i++)
        {
            for (int way = 0; way < ways.Count; way++)
                samples[way].Add(Sample(ways[way].Run, repetitions[way]));
        }

        return [.. samples.Select(Timing.Of)];
    }

    private int Repetitions(BenchWay way)
    {
        way.Run();
        if (quick)
            return 1;
        double once = Math.Min(Sample(way.Run, 1), Sample(way.Run, 1));
        return (int)Math.Clamp(ShortestSample / Math.Max(once, 1e-9), 1, 1_000_000);
    }

    private double Sample(Action run, int repetitions)
    {
        double start = clock.Seconds();
        for (int i = 0; i < repetitions; i++)
            run();
        return (clock.Seconds() - start) / repetitions;
    }
}
