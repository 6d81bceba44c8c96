using Saccade.Kernels.Random;

namespace Saccade.TestKit.OpCases;

/// <summary>Ways to draw the values of an input.</summary>
public static class Draws
{
    /// <summary>Normal numbers of mean 0 and deviation 1.</summary>
    public static Func<int, ulong, float[]> Normal { get; } = RandomData.Normal;

    /// <summary>Normal numbers.</summary>
    public static Func<int, ulong, float[]> Gaussian(float mean, float deviation)
        => (count, seed) => Array.ConvertAll(RandomData.Normal(count, seed), v => mean + deviation * v);

    /// <summary>0 or the height.</summary>
    public static Func<int, ulong, float[]> Spikes(double density, float height = 1)
        => (count, seed) => RandomData.Spikes(count, density, seed, height);

    /// <summary>Multiples of 1/4 from 0 to 1, as average pooling makes of spikes; the share that is not 0 is the density.</summary>
    public static Func<int, ulong, float[]> Levels(double density) => (count, seed) =>
    {
        var random = new CounterRandom(seed, RandomPurpose.Test, 2);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = random.NextDouble() < density ? random.NextInt32(1, 5) / 4f : 0;
        return values;
    };

    /// <summary>Multiples of 1/4 from -1 to 2: currents whose potentials meet a threshold of 1 exactly.</summary>
    public static Func<int, ulong, float[]> Quarters { get; } = (count, seed) =>
    {
        var random = new CounterRandom(seed, RandomPurpose.Test, 3);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = random.NextInt32(-4, 9) / 4f;
        return values;
    };

    /// <summary>Normal numbers at least 0.05 away from 0, for functions with a kink there.</summary>
    public static Func<int, ulong, float[]> AwayFromZero { get; } = (count, seed)
        => Array.ConvertAll(RandomData.Normal(count, seed), v => v + (v < 0 ? -0.05f : 0.05f));

    /// <summary>Numbers from 0.3 on, for functions that have no value below 0.</summary>
    public static Func<int, ulong, float[]> Positive { get; } = (count, seed) => Array.ConvertAll(RandomData.Normal(count, seed), v => 0.3f + Math.Abs(v));

    /// <summary>Different numbers 0.1 apart in random order, for functions that compare their inputs.</summary>
    public static Func<int, ulong, float[]> Distinct { get; } = (count, seed) =>
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (i - count / 2) * 0.1f;
        new CounterRandom(seed, RandomPurpose.Test, 4).Shuffle<float>(values);
        return values;
    };

    /// <summary>The same number everywhere.</summary>
    public static Func<int, ulong, float[]> Constant(float value) => (count, _) =>
    {
        float[] values = new float[count];
        Array.Fill(values, value);
        return values;
    };
}
