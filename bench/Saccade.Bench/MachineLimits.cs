using System.Runtime.Intrinsics;
using Saccade.Tensors.Engines;

namespace Saccade.Bench;

/// <summary>What the machine can do at most, measured in the same run: multiply-adds of registers, and copying.</summary>
/// <param name="Flops">Floating-point operations a second of one core.</param>
/// <param name="Bandwidth">Bytes a second that one core copies, those read and those written.</param>
/// <param name="AllFlops">The same of all threads together.</param>
/// <param name="AllBandwidth">The same of all threads together.</param>
internal sealed record MachineLimits(double Flops, double Bandwidth, double AllFlops, double AllBandwidth)
{
    private const int Rounds = 4_000_000, CopyFloats = 16 * 1024 * 1024, Repetitions = 7;

    /// <summary>Measures them; takes about a second.</summary>
    public static MachineLimits Measure(int threads, BenchClock clock)
    {
        using Workers one = new(1), all = new(threads);
        return new(Peak(one, clock), Copy(one, clock), Peak(all, clock), Copy(all, clock));
    }

    /// <summary>The limit of a way, operations or bytes a second.</summary>
    public double Of(BenchWay way)
        => (way.Bytes > 0, way.Threads > 1) switch
        {
            (true, true) => AllBandwidth,
            (true, false) => Bandwidth,
            (false, true) => AllFlops,
            (false, false) => Flops,
        };

    private static double Peak(Workers workers, BenchClock clock)
    {
        float[] results = new float[workers.Count];
        int lanes = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
        double seconds = Best(() => workers.Run(workers.Count, (task, _) => results[task] = lanes switch
        {
            16 => MultiplyAdd512(Rounds),
            8 => MultiplyAdd256(Rounds),
            _ => MultiplyAdd128(Rounds),
        }), clock);
        return 2.0 * 12 * lanes * Rounds * workers.Count / seconds;
    }

    private static double Copy(Workers workers, BenchClock clock)
    {
        var buffers = Enumerable.Range(0, workers.Count).Select(_ => (From: new float[CopyFloats], To: new float[CopyFloats])).ToArray();
        double seconds = Best(() => workers.Run(workers.Count, (task, _) => buffers[task].From.CopyTo(buffers[task].To, 0)), clock);
        return 2.0 * sizeof(float) * CopyFloats * workers.Count / seconds;
    }

    private static double Best(Action run, BenchClock clock)
    {
        run();
        var timer = new BenchTimer(quick: true, clock);
        return Enumerable.Range(0, Repetitions).Min(_ => timer.Measure([new BenchWay("", run)])[0].Median);
    }

    // Twelve chains hide the latency of four cycles behind two units.
    private static float MultiplyAdd512(int rounds)
    {
        var x = Vector512.Create(0.999f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int n = 0; n < rounds; n++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, x);
            b = Vector512.FusedMultiplyAdd(b, x, x);
            c = Vector512.FusedMultiplyAdd(c, x, x);
            d = Vector512.FusedMultiplyAdd(d, x, x);
            e = Vector512.FusedMultiplyAdd(e, x, x);
            f = Vector512.FusedMultiplyAdd(f, x, x);
            g = Vector512.FusedMultiplyAdd(g, x, x);
            h = Vector512.FusedMultiplyAdd(h, x, x);
            i = Vector512.FusedMultiplyAdd(i, x, x);
            j = Vector512.FusedMultiplyAdd(j, x, x);
            k = Vector512.FusedMultiplyAdd(k, x, x);
            l = Vector512.FusedMultiplyAdd(l, x, x);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    private static float MultiplyAdd256(int rounds)
    {
        var x = Vector256.Create(0.999f);
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int n = 0; n < rounds; n++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, x);
            b = Vector256.FusedMultiplyAdd(b, x, x);
            c = Vector256.FusedMultiplyAdd(c, x, x);
            d = Vector256.FusedMultiplyAdd(d, x, x);
            e = Vector256.FusedMultiplyAdd(e, x, x);
            f = Vector256.FusedMultiplyAdd(f, x, x);
            g = Vector256.FusedMultiplyAdd(g, x, x);
            h = Vector256.FusedMultiplyAdd(h, x, x);
            i = Vector256.FusedMultiplyAdd(i, x, x);
            j = Vector256.FusedMultiplyAdd(j, x, x);
            k = Vector256.FusedMultiplyAdd(k, x, x);
            l = Vector256.FusedMultiplyAdd(l, x, x);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    private static float MultiplyAdd128(int rounds)
    {
        var x = Vector128.Create(0.999f);
        Vector128<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int n = 0; n < rounds; n++)
        {
            a = Vector128.FusedMultiplyAdd(a, x, x);
            b = Vector128.FusedMultiplyAdd(b, x, x);
            c = Vector128.FusedMultiplyAdd(c, x, x);
            d = Vector128.FusedMultiplyAdd(d, x, x);
            e = Vector128.FusedMultiplyAdd(e, x, x);
            f = Vector128.FusedMultiplyAdd(f, x, x);
            g = Vector128.FusedMultiplyAdd(g, x, x);
            h = Vector128.FusedMultiplyAdd(h, x, x);
            i = Vector128.FusedMultiplyAdd(i, x, x);
            j = Vector128.FusedMultiplyAdd(j, x, x);
            k = Vector128.FusedMultiplyAdd(k, x, x);
            l = Vector128.FusedMultiplyAdd(l, x, x);
        }

        return Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
