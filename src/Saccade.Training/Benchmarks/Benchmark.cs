using Saccade.Tensors.Engines;

namespace Saccade.Training.Benchmarks;

/// <summary>Times workloads.</summary>
internal static class Benchmark
{
    private const int MostRepetitions = 1000, FewestWarmUps = 2;

    private static readonly TimeSpan _shortestRound = TimeSpan.FromMilliseconds(5), _warmUp = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs a workload until it is warm, then times it. A single round is timed after one run, and limits are then measured once: to see that it works.
    /// </summary>
    /// <param name="engine">Kernels, memory and workers.</param>
    /// <param name="workload">What to time.</param>
    /// <param name="rounds">How often, at least 1.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops it between runs.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="EngineBusyException">Another thread has the engine.</exception>
    public static BenchmarkResult Run(Engine engine, Workload workload, int rounds, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentNullException.ThrowIfNull(time);
        using var claim = engine.Claim();
        var rates = workload.FiringRates(engine);
        engine.Pool.Trim();
        GiveBack(); // what preparing the workload took
        double once = WarmUp(() => workload.Run(engine), rounds, time, cancellation);
        int repetitions = rounds == 1 ? 1 : (int)Math.Clamp(_shortestRound.TotalSeconds / Math.Max(once, 1e-9), 1, MostRepetitions);
        GiveBack();
        bool fresh = PeakMemory.Reset();
        engine.Pool.ResetPeak();
        engine.TakeKernelUse();
        double[] seconds = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            seconds[i] = Seconds(() => workload.Run(engine), repetitions, time);
        }

        var use = engine.TakeKernelUse().Of(rounds * repetitions);
        long peak = PeakMemory.Read(); // before the limits, which take buffers of their own
        var limits = MachineLimits.Measure(engine.Threads, time, rounds == 1 ? 1 : MachineLimits.UsualRepetitions);
        double floor = workload.Bytes > 0 ? workload.Bytes / limits.BandwidthOf(engine.Threads) : workload.DenseFlops / limits.FlopsOf(engine.Threads);
        var timing = Timing.Of(seconds);
        return new BenchmarkResult
        {
            Rounds = rounds,
            Seconds = timing.Median,
            BestSeconds = timing.Best,
            Spread = timing.Spread,
            SecondsPerSample = timing.Median / workload.Samples,
            PeakBytes = peak,
            PeakIsOfTheRounds = fresh,
            PoolPeakBytes = engine.Pool.PeakBytes,
            FiringRates = rates,
            KernelUse = use,
            DenseFlops = workload.DenseFlops,
            Bytes = workload.Bytes,
            DenseFloorSeconds = floor,
            ShareOfLimit = floor / timing.Median,
            Limits = limits,
        };
    }

    private static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Runs something until it is warm: compiled at full optimisation, its memory in the pool.</summary>
    /// <returns>Seconds of the fastest run.</returns>
    internal static double WarmUp(Action action, int rounds, TimeProvider time, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        double best = double.PositiveInfinity;
        for (int run = 0; run == 0 || (rounds > 1 && (run < FewestWarmUps || time.GetElapsedTime(start) < _warmUp)); run++)
        {
            cancellation.ThrowIfCancellationRequested();
            best = Math.Min(best, Seconds(action, 1, time));
        }

        return best;
    }

    private static double Seconds(Action action, int repetitions, TimeProvider time)
    {
        long start = time.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
            action();
        return time.GetElapsedTime(start).TotalSeconds / repetitions;
    }
}
