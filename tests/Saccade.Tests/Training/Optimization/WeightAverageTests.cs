using Saccade.Networks;
using Saccade.Training.Optimization;
using Xunit;

namespace Saccade.Tests.Training.Optimization;

public sealed class WeightAverageTests
{
    [Fact]
    public void Add_IsTheRunningMeanWhoseDecayRisesToItsLimit()
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(1, 1, 1), [new Flatten(), new Linear(1)]), 1);
        float[] weight = network.Parameters[0].Values;
        weight[0] = 8;
        var average = new WeightAverage(network.Clone(), 0.2);
        double expected = 8;

        for (int step = 1; step <= 5; step++)
        {
            weight[0] = step;
            double keep = Math.Min(0.2, step / (step + 9.0));
            expected = keep * expected + (1 - keep) * step;
            average.Add(network, step);

            Assert.Equal(expected, average.Network.Parameters[0].Values[0], 1e-5);
        }

        Assert.Equal(5, weight[0]);
    }
}
