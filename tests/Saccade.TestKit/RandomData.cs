using Saccade.Kernels.Random;

namespace Saccade.TestKit;

/// <summary>Seeded test inputs.</summary>
public static class RandomData
{
    /// <summary>Standard normal numbers.</summary>
    public static float[] Normal(int count, ulong seed)
    {
        var random = new CounterRandom(seed, RandomPurpose.Test);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (float)random.NextGaussian();
        return values;
    }

    /// <summary>0 or <paramref name="height"/>; the share of the latter is <paramref name="density"/>.</summary>
    public static float[] Spikes(int count, double density, ulong seed, float height = 1)
    {
        var random = new CounterRandom(seed, RandomPurpose.Test, 1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = random.NextDouble() < density ? height : 0;
        return values;
    }
}
