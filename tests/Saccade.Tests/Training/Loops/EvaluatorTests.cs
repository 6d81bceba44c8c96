using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Training.Loops;

public sealed class EvaluatorTests : IDisposable
{
    private static readonly PreparedFrames _data = PreparedFrames.Prepare(
        MemoryItem.Set(120), new FramePreparation { Slicing = new Slicing.ByNumber(4) }, new PrepareOptions { Threads = 1 });

    private static readonly FrameSize _input = new(_data.Size.Height, _data.Size.Width);
    private readonly Engine _engine = new(2);

    [Fact]
    public void Evaluate_DecidesByTheMeanOfTheFirstSteps()
    {
        // Logit 0 is the number of OFF events, logit 1 that of ON events: decisions can be counted by hand.
        var network = Network.Create(new NetworkDescription(_input, [new Flatten(), new Linear(2)]), 1);
        float[] weight = network.Parameters[0].Values;
        for (int i = 0; i < weight.Length; i += 2)
            (weight[i], weight[i + 1]) = (i / 2) % 2 == 0 ? (1, 0) : (0, 1);
        int[] positions = [3, 1, 2];

        var e = Evaluator.Evaluate(_engine, network, _data, positions);

        int[] right = new int[3];
        int[,] confusion = new int[2, 2];
        for (int n = 0; n < _data.Count; n++)
        {
            float[] frames = _data.Frames(n).Values.ToArray();
            double off = 0, on = 0;
            for (int t = 0; t < 3; t++)
            {
                var frame = frames.AsSpan(positions[t] * _data.FrameLength, _data.FrameLength);
                for (int i = 0; i < frame.Length; i += 2)
                    (off, on) = (off + frame[i], on + frame[i + 1]);
                right[t] += (on > off ? 1 : 0) == _data.Labels[n] ? 1 : 0;
            }

            confusion[_data.Labels[n], on > off ? 1 : 0]++;
        }

        Assert.Equal(right.Select(r => r / 120.0), e.AccuracyBySteps);
        Assert.Equal(right, e.RightBySteps.Select(step => step.Count(r => r)));
        Assert.All(e.RightBySteps, step => Assert.Equal(120, step.Count));
        Assert.Equal((120, e.AccuracyBySteps[2]), (e.Samples, e.Accuracy));
        Assert.Equal([confusion[0, 0], confusion[0, 1], confusion[1, 0], confusion[1, 1]], e.Confusion.SelectMany(row => row));
        Assert.Equal(right.Select(r => Interval.Wilson(r, 120)), e.AccuracyIntervals);
        Assert.Equal(2, e.IntervalByClass.Count);
        Assert.Equal(3, e.CalibrationErrorBySteps.Count);
        Assert.All(e.CalibrationErrorBySteps, error => Assert.InRange(error, 0, 1));
        Assert.Equal(_data.Report.SeenMilliseconds(positions), e.MillisecondsBySteps);
        Assert.Empty(e.FiringRates);
        Assert.Null(e.MeanFiringRate);
    }

    [Fact]
    public void Evaluate_ChangesNothingAndGivesBackAllMemory()
    {
        var network = Network.Create(new ArchitectureDescription.SmallCnn { Channels = [3] }.Describe(_input, 2, new Spiking(new NeuronDescription())), 1);
        var before = network.Clone();

        var first = Evaluator.Evaluate(_engine, network, _data, [0, 1, 2, 3]);
        var second = Evaluator.Evaluate(_engine, network, _data, [0, 1, 2, 3]);

        Tiny.AssertSame(before, network);
        Assert.Equal(0, _engine.Pool.LentBytes);
        Assert.Equal((first.Loss, first.Accuracy, first.MeanFiringRate), (second.Loss, second.Accuracy, second.MeanFiringRate));
        var (layer, rate) = Assert.Single(first.FiringRates);
        Assert.Equal(("2", first.MeanFiringRate), (layer, rate));
        Assert.InRange(rate, 0.001, 0.999);
    }

    [Fact]
    public void Evaluate_UndecidedNetwork_HasTheLossOfChance()
    {
        var network = Network.Create(new NetworkDescription(_input, [new Flatten(), new Linear(2)]), 1);
        network.Parameters[0].Values.AsSpan().Clear();

        var e = Evaluator.Evaluate(_engine, network, _data, [0]);

        Assert.Equal(Math.Log(2), e.Loss, 1e-12);
        Assert.Equal(0.5, e.Accuracy); // equal logits: the first class; half of the recordings are of it
    }

    [Fact]
    public void Evaluate_LabelsOfTheModel_TakeTheirPlace()
    {
        var network = Network.Create(new NetworkDescription(_input, [new Flatten(), new Linear(3)]), 1);
        network.Parameters[0].Values.AsSpan().Clear();
        network.Parameters[1].Values[2] = 1;

        Assert.Equal(1, Evaluator.Evaluate(_engine, network, _data, [0], [.. Enumerable.Repeat(2, 120)]).Accuracy);
        Assert.Contains("got 3 labels from 0 to 2, expected 120", Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(_engine, network, _data, [0], [0, 1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("from 3 to 3, expected 120, each a class of the network, 0 to 2", Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(_engine, network, _data, [0], [.. Enumerable.Repeat(3, 120)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_Cancelled_StopsBetweenBatches()
    {
        var network = Network.Create(new NetworkDescription(_input, [new Flatten(), new Linear(3)]), 1);

        Assert.Throws<OperationCanceledException>(() => Evaluator.Evaluate(_engine, network, _data, [0], cancellation: new CancellationToken(canceled: true)));
    }

    public void Dispose() => _engine.Dispose();
}
