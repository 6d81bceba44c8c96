using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Saccade.Training.Optimization;
using Xunit;

namespace Saccade.Tests.Training.Optimization;

public sealed class OptimizerTests : IDisposable
{
    private readonly Engine _engine = new(1);

    public static TheoryData<string, OptimizerDescription> Golden => new()
    {
        { "sgd_lr0.1_m0.9_wd5e-4", new OptimizerDescription.Sgd { Rate = 0.1, Momentum = 0.9, WeightDecay = 5e-4 } },
        { "sgd_lr0.1_m0.9_nesterov", new OptimizerDescription.Sgd { Rate = 0.1, Momentum = 0.9, Nesterov = true } },
        { "adam_lr1e-3_wd5e-4", new OptimizerDescription.Adam { Rate = 1e-3, WeightDecay = 5e-4 } },
        { "adamw_lr1e-3_wd0.01", new OptimizerDescription.AdamW { Rate = 1e-3, WeightDecay = 0.01 } },
    };

    public static TheoryData<OptimizerDescription> Kinds => [.. Golden.Select(row => row.Data.Item2)];

    [Theory]
    [MemberData(nameof(Golden))]
    public void Steps_GoldenGradientsAndSchedule_GiveTheWeightsOfPyTorch(string name, OptimizerDescription recipe)
    {
        var golden = GoldenFile.Open("optimizers");
        float[] all = golden.Floats("grads"), weights = golden.Floats(name + ".w");
        double[] rates = golden.Doubles(name + ".lr");
        var network = Vector(golden.Floats("w0"));
        var optimizer = new Optimizer(recipe, network.Parameters);
        int size = weights.Length / rates.Length;

        for (int step = 0; step < rates.Length; step++)
        {
            double rate = new ScheduleDescription.Cosine().Rate(recipe.Rate, step, rates.Length);
            Assert.Equal(rates[step], rate, rates[0] * 1e-12);
            optimizer.Step(Gradient(network, all.AsSpan(step * size, size)), rate);
            Close.Relative(weights.AsSpan(step * size, size), network.Parameters[0].Values, 1e-5, $"{name} step {step}");
        }
    }

    [Fact]
    public void Step_WithoutGradient_DecaysEveryKindOfParameterByItsOwnShare()
    {
        var recipe = new OptimizerDescription.Sgd { Momentum = 0, WeightDecay = 0.1, NormWeightDecay = 0.2, ThresholdWeightDecay = 0.3, BiasWeightDecay = 0.4 };
        var network = EveryKind();
        float[][] before = Values(network);

        new Optimizer(recipe, network.Parameters).Step(ZeroGradient(network), rate: 1);

        foreach (var (p, old) in network.Parameters.Zip(before))
        {
            float kept = p.Kind switch
            {
                ParameterKind.Weight => 0.9f,
                ParameterKind.Normalization => 0.8f,
                ParameterKind.Threshold or ParameterKind.Membrane => 0.7f, // the constants of neurons go together
                ParameterKind.Bias => 0.6f,
                _ => 1,
            };
            Close.Relative([.. old.Select(v => v * kept)], p.Values, 1e-6, p.Name);
        }

        Assert.Equal(Enum.GetValues<ParameterKind>().Order(), network.Parameters.Select(p => p.Kind).Distinct().Order());
    }

    [Fact]
    public void Step_NoDecayOfItsOwn_TakesTheCommonOne()
    {
        var network = EveryKind();
        float[][] before = Values(network);

        new Optimizer(new OptimizerDescription.Sgd { Momentum = 0, WeightDecay = 0.25 }, network.Parameters).Step(ZeroGradient(network), rate: 1);

        foreach (var (p, old) in network.Parameters.Zip(before))
            Close.Relative([.. old.Select(v => v * (p.Kind == ParameterKind.Statistic ? 1 : 0.75f))], p.Values, 1e-6, p.Name);
    }

    [Theory]
    [InlineData(1.0, 1 / 5.0)]
    [InlineData(5.1, 1)]
    public void Step_NormAboveTheLimit_ScalesAllGradients(double limit, double factor)
    {
        var network = Vector([1, 1]);
        var optimizer = new Optimizer(new OptimizerDescription.Sgd { Momentum = 0 }, network.Parameters, limit);

        double norm = optimizer.Step(Gradient(network, [3, -4]), rate: 0.1);

        Assert.Equal(5, norm, 1e-6);
        Close.Relative([(float)(1 - 0.3 * factor), (float)(1 + 0.4 * factor)], network.Parameters[0].Values, 1e-6);
    }

    [Fact]
    public void Step_ThresholdBelowZero_IsKeptAtTheSmallest()
    {
        var network = EveryKind();

        new Optimizer(new OptimizerDescription.Sgd { Momentum = 0, ThresholdWeightDecay = 3 }, network.Parameters).Step(ZeroGradient(network), rate: 1);

        Assert.All(network.Parameters.Where(p => p.Kind == ParameterKind.Threshold), p => Assert.Equal(SpikingLayer.SmallestThreshold, p.Values[0]));
        Assert.Equal(-2 * 0.5f, network.Parameters.Single(p => p.Kind == ParameterKind.Membrane).Values[0], 1e-6); // w may be anything
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void State_Restored_GoesOnToTheBit(OptimizerDescription recipe)
    {
        float[] start = RandomData.Normal(7, 1);
        float[][] gradients = [.. Enumerable.Range(0, 6).Select(i => RandomData.Normal(7, (ulong)i + 2))];
        var whole = Vector(start);
        var uninterrupted = new Optimizer(recipe, whole.Parameters);
        var first = Vector(start);
        var stopped = new Optimizer(recipe, first.Parameters);

        for (int i = 0; i < 6; i++)
            uninterrupted.Step(Gradient(whole, gradients[i]), 0.01 / (i + 1));
        for (int i = 0; i < 3; i++)
            stopped.Step(Gradient(first, gradients[i]), 0.01 / (i + 1));
        var second = Vector(first.Parameters[0].Values);
        var resumed = new Optimizer(recipe, second.Parameters) { Steps = stopped.Steps };
        foreach (var (from, to) in stopped.State.Zip(resumed.State))
        {
            Assert.Equal(from.Name, to.Name);
            from.Values.CopyTo(to.Values, 0);
        }

        for (int i = 3; i < 6; i++)
            resumed.Step(Gradient(second, gradients[i]), 0.01 / (i + 1));

        Assert.Equal(6, resumed.Steps);
        Close.SameBits(whole.Parameters[0].Values, second.Parameters[0].Values);
        foreach (var (a, b) in uninterrupted.State.Zip(resumed.State))
            Close.SameBits(a.Values, b.Values, a.Name);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Step_GradientNotFinite_ChangesNothing(float bad)
    {
        foreach (var recipe in new OptimizerDescription[] { new OptimizerDescription.Sgd { WeightDecay = 0.1 }, new OptimizerDescription.Adam() })
        {
            var network = Vector([1, 2, 3]);
            var optimizer = new Optimizer(recipe, network.Parameters);
            optimizer.Step(Gradient(network, [1, 1, 1]), 0.1);
            float[] values = [.. network.Parameters[0].Values];
            float[][] state = [.. optimizer.State.Select(s => s.Values.ToArray())];

            double norm = optimizer.Step(Gradient(network, [1, bad, 1]), 0.1);

            Assert.False(double.IsFinite(norm));
            Assert.Equal(1, optimizer.Steps);
            Close.SameBits(values, network.Parameters[0].Values);
            foreach (var (before, after) in state.Zip(optimizer.State))
                Close.SameBits(before, after.Values, after.Name);
        }
    }

    [Fact]
    public void Step_ParameterWithoutGradient_StaysAsItIs()
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(4, 4), [new Convolution(3), new BatchNorm(), new Flatten(), new Linear(2)]), seed: 1);
        float[][] before = Values(network);
        using var tape = new Tape(_engine, recording: true);
        var frames = tape.Constant(new Shape("TNHWC", 2, 2, 4, 4, 2), RandomData.Normal(128, 3));
        var logits = network.Forward(frames, new ForwardPass(tape) { BatchNorm = BatchNormUse.Frozen, TrainsParameters = true });
        using var gradients = tape.Backward(ReduceOp.Sum(logits));

        new Optimizer(new OptimizerDescription.AdamW { WeightDecay = 0.5 }, network.Parameters).Step(gradients, 0.1);

        foreach (var (p, old) in network.Parameters.Zip(before))
            Assert.Equal(p.Kind is ParameterKind.Normalization or ParameterKind.Statistic, p.Values.SequenceEqual(old));
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>A network whose only parameter is a vector, so that its input is its gradient.</summary>
    private static Network Vector(float[] values)
    {
        var network = Network.Create(new NetworkDescription(new FrameSize(1, 1, values.Length), [new Flatten(), new Linear(1, Bias: false)]), seed: 1);
        values.CopyTo(network.Parameters[0].Values, 0);
        return network;
    }

    private static Network EveryKind()
    {
        var plif = new NeuronDescription { Kind = NeuronKind.Plif };
        var network = Network.Create(
            new NetworkDescription(
                new FrameSize(4, 4),
                [
                    new Convolution(3), new BatchNorm(), new Quantised(4, 2), new Spiking(plif),
                    new Flatten(), new Linear(2),
                ]),
            seed: 1);
        foreach (var p in network.Parameters.Where(p => p.Values.All(v => v == 0)))
            p.Values.AsSpan().Fill(0.5f);
        return network;
    }

    private static float[][] Values(Network network) => [.. network.Parameters.Select(p => p.Values.ToArray())];

    private Gradients Gradient(Network network, ReadOnlySpan<float> gradient)
    {
        using var tape = new Tape(_engine, recording: true);
        var input = tape.Constant(new Shape("TNHWC", 1, 1, 1, 1, gradient.Length), gradient);
        return tape.Backward(network.Forward(input, new ForwardPass(tape) { TrainsParameters = true }));
    }

    private Gradients ZeroGradient(Network network)
    {
        using var tape = new Tape(_engine, recording: true);
        var frames = tape.Constant(new Shape("TNHWC", 2, 2, 4, 4, 2), RandomData.Normal(128, 3));
        var logits = network.Forward(frames, new ForwardPass(tape) { TrainsParameters = true });
        return tape.Backward(UnaryOp.Scale(ReduceOp.Sum(logits), 0));
    }
}
