using Saccade.Networks;

namespace Saccade.Training.Optimization;

/// <summary>
/// An exponential running mean of a network's values, statistics included (Polyak and Juditsky 1992): after step s each value is d times itself plus 1 - d times the network's, with d = min(decay, s / (s + 9)), so that the
/// beginning does not weigh for long. The mean of many steps does better on data that differs from the training part than any one of them.
/// </summary>
/// <param name="mean">A network of the same parameters; changed.</param>
/// <param name="decay">Limit of d, 0 to below 1.</param>
internal sealed class WeightAverage(Network mean, double decay)
{
    /// <summary>The mean as a network.</summary>
    public Network Network { get; } = mean;

    /// <summary>Takes a step into the mean.</summary>
    /// <param name="network">The network after the step.</param>
    /// <param name="step">Number of the step, from 1.</param>
    public void Add(Network network, long step)
    {
        float keep = (float)Math.Min(decay, step / (step + 9.0)), take = 1 - keep;
        foreach (var (mean, now) in Network.Parameters.Zip(network.Parameters))
        {
            float[] values = mean.Values;
            for (int i = 0; i < values.Length; i++)
                values[i] = keep * values[i] + take * now.Values[i];
        }
    }
}
