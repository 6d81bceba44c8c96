using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

public sealed class BatchNormUseTests
{
    [Theory]
    [InlineData(BatchNormUse.Batch, true, true)]
    [InlineData(BatchNormUse.Running, false, true)]
    [InlineData(BatchNormUse.Frozen, false, false)]
    public void Pass_ByUse_ChangesStatisticsAndTrainsScaleAndShift(BatchNormUse use, bool changesStatistics, bool trains)
    {
        using var engine = new Engine(1);
        var network = Nets.Trained(Nets.Two(new Relu()), 1);
        var before = network.Clone();
        using var tape = new Tape(engine, recording: true);

        var logits = network.Forward(tape.Constant(Nets.Shape(2, 3), Nets.Frames(2, 3, 1)), new ForwardPass(tape) { BatchNorm = use, TrainsParameters = true });
        using var gradients = tape.Backward(ReduceOp.Sum(logits));

        foreach (var (p, old) in network.Parameters.Zip(before.Parameters))
        {
            Assert.Equal(!(changesStatistics && p.Kind == ParameterKind.Statistic), p.Values.SequenceEqual(old.Values));
            Assert.Equal(p.Kind switch { ParameterKind.Statistic => false, ParameterKind.Normalization => trains, _ => true }, gradients.Has(p));
        }
    }

    [Fact]
    public void Running_NormalisesByTheRunningStatistics_BatchByThoseOfTheBatch()
    {
        using var engine = new Engine(1);
        var network = Nets.Trained(Nets.Of(new BatchNorm(), new Flatten(), new Linear(2)), 1);
        var norm = network.Layers.OfType<BatchNormLayer>().Single();
        float[] x = Nets.Frames(3, 2, 4);

        float[] running = Nets.Output(engine, network, "0", 3, 2, x);
        float[] mean = [.. norm.RunningMean.Values], variance = [.. norm.RunningVariance.Values];
        float[] batch = Nets.Output(engine, network, "0", 3, 2, x, pass => pass with { BatchNorm = BatchNormUse.Batch });

        double[] batchMean = [.. Enumerable.Range(0, 2).Select(c => x.Where((_, i) => i % 2 == c).Average())];
        double[] batchVariance = [.. Enumerable.Range(0, 2).Select(c => x.Where((_, i) => i % 2 == c).Average(v => (v - batchMean[c]) * (v - batchMean[c])))];
        Close.Relative(Expected(c => mean[c], c => variance[c]), running, 1e-5, "running");
        Close.Relative(Expected(c => batchMean[c], c => batchVariance[c]), batch, 1e-5, "batch");
        int rows = x.Length / 2;
        for (int c = 0; c < 2; c++)
        {
            Assert.Equal(0.9 * mean[c] + 0.1 * batchMean[c], norm.RunningMean.Values[c], 1e-5);
            Assert.Equal(0.9 * variance[c] + 0.1 * batchVariance[c] * rows / (rows - 1), norm.RunningVariance.Values[c], 1e-5);
        }

        float[] Expected(Func<int, double> m, Func<int, double> v)
            => [.. x.Select((value, i) => (float)((value - m(i % 2)) / Math.Sqrt(v(i % 2) + 1e-5) * norm.Scale.Values[i % 2] + norm.Shift.Values[i % 2]))];
    }
}
