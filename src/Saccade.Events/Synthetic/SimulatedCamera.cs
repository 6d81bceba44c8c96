using Saccade.Kernels.Random;

namespace Saccade.Events.Synthetic;

/// <summary>
/// What stays the same from recording to recording: each pixel's thresholds and which pixels are hot. Immutable; shared by
/// all threads.
/// </summary>
internal sealed class SimulatedCamera
{
    public SimulatedCamera(SyntheticOptions options)
    {
        int pixels = (int)options.Sensor.Pixels;
        OnThresholds = new float[pixels];
        OffThresholds = new float[pixels];
        List<int> hot = [];
        var random = new CounterRandom(options.Seed, RandomPurpose.Camera);
        for (int i = 0; i < pixels; i++)
        {
            OnThresholds[i] = Threshold(ref random, options);
            OffThresholds[i] = Threshold(ref random, options);
            if (random.NextDouble() < options.HotPixelShare)
                hot.Add(i);
        }

        HotPixels = [.. hot];
    }

    /// <summary>Rise of log intensity for an ON event, by pixel.</summary>
    public float[] OnThresholds { get; }

    /// <summary>Fall of log intensity for an OFF event, by pixel.</summary>
    public float[] OffThresholds { get; }

    /// <summary>Pixels that fire on their own.</summary>
    public int[] HotPixels { get; }

    private static float Threshold(ref CounterRandom random, SyntheticOptions options)
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
            sum += random.NextDouble(); // twelve uniforms: normal to well within what matters, without a platform's logarithm
        return (float)(options.Threshold * Math.Max(0.2, 1 + options.ThresholdMismatch * sum));
    }
}
