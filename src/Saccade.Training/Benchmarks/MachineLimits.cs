using Saccade.Kernels.Lanes;
using Saccade.Tensors.Engines;

namespace Saccade.Training.Benchmarks;

/// <summary>What the machine can do at most, measured: multiply-adds of registers, and copying of buffers larger than its caches.</summary>
/// <param name="Threads">How many threads "all" are.</param>
/// <param name="Flops">Floating-point operations a second of one thread; a multiply-add counts as two.</param>
/// <param name="Bandwidth">Bytes a second that one thread copies, those read and those written.</param>
/// <param name="AllFlops">The same of all threads together.</param>
/// <param name="AllBandwidth">The same of all threads together.</param>
internal sealed record MachineLimits(int Threads, double Flops, double Bandwidth, double AllFlops, double AllBandwidth)
{
    private const int Rounds = 4_000_000, CopyFloats = 16 * 1024 * 1024;

    /// <summary>How often each is measured if nothing else is asked for.</summary>
    public const int UsualRepetitions = 7;

    /// <summary>Measures them; takes about a second.</summary>
    /// <param name="threads">Number of threads, at least 1.</param>
    /// <param name="time">The clock.</param>
    /// <param name="repetitions">How often each is measured; the best counts. 1 is quick and good enough to see that something works.</param>
    public static MachineLimits Measure(int threads, TimeProvider time, int repetitions = UsualRepetitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(repetitions, 1);
        using var one = new Workers(1);
        double flops = Peak(one, time, repetitions), bandwidth = Copy(one, time, repetitions);
        if (threads == 1)
            return new MachineLimits(1, flops, bandwidth, flops, bandwidth);
        using var all = new Workers(threads);
        return new MachineLimits(threads, flops, bandwidth, Peak(all, time, repetitions), Copy(all, time, repetitions));
    }

    /// <summary>Floating-point operations a second of one thread, or of all if there is more than one.</summary>
    public double FlopsOf(int threads) => threads > 1 ? AllFlops : Flops;

    /// <summary>Bytes a second that one thread copies, or all if there is more than one.</summary>
    public double BandwidthOf(int threads) => threads > 1 ? AllBandwidth : Bandwidth;

    private static double Peak(Workers workers, TimeProvider time, int repetitions)
    {
        float[] results = new float[workers.Count];
        double seconds = Best(() => workers.Run(workers.Count, (task, _) => results[task] = MultiplyAddPeak.Run(Rounds)), time, repetitions);
        return MultiplyAddPeak.Flops(Rounds) * workers.Count / seconds;
    }

    private static double Copy(Workers workers, TimeProvider time, int repetitions)
    {
        var buffers = Enumerable.Range(0, workers.Count).Select(_ => (From: new float[CopyFloats], To: new float[CopyFloats])).ToArray();
        double seconds = Best(() => workers.Run(workers.Count, (task, _) => buffers[task].From.CopyTo(buffers[task].To, 0)), time, repetitions);
        return 2.0 * sizeof(float) * CopyFloats * workers.Count / seconds;
    }

    private static double Best(Action run, TimeProvider time, int repetitions)
    {
        run();
        double best = double.PositiveInfinity;
        for (int i = 0; i < repetitions; i++)
        {
            long start = time.GetTimestamp();
            run();
            best = Math.Min(best, time.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
