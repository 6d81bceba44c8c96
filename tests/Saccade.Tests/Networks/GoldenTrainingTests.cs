using Saccade.Kernels.Neurons;
using Saccade.Kernels.Optimization;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks;

/// <summary>network_bptt: three steps of training a small IF network, against SpikingJelly on PyTorch.</summary>
public sealed class GoldenTrainingTests
{
    private static readonly NeuronDescription _ifSoft = new() { Kind = NeuronKind.If, Reset = ResetKind.Soft, Surrogate = new Surrogate.Triangle(1) };

    public static TheoryData<bool, int> Engines => new() { { false, 1 }, { false, 2 }, { true, 1 } };

    [Theory]
    [MemberData(nameof(Engines))]
    public void ThreeSteps_GiveTheLogitsGradientsLossesAndWeightsOfPyTorch(bool reference, int threads)
    {
        var golden = GoldenFile.Open("network_bptt");
        using var engine = reference ? Engine.Reference() : new Engine(threads);
        var network = Network.Create(GoldenNetworks.ThreeConvolutions(new Spiking(_ifSoft)), seed: 1);
        GoldenNetworks.Load(network, golden, "init.");
        var velocity = network.Parameters.ToDictionary(p => p, p => new float[p.Shape.Count]);

        for (int step = 0; step < 3; step++)
        {
            using var tape = new Tape(engine, recording: true);
            var logits = network.Forward(Frames(tape, golden), new ForwardPass(tape) { BatchNorm = BatchNormUse.Batch, TrainsParameters = true });
            var loss = CrossEntropyOfMean(tape, logits, golden.Longs("labels"));
            if (step == 0)
                Close.Relative(golden.Floats("step0.logits"), logits.Values, 1e-4, "logits");
            Close.Relative(golden.Floats($"step{step}.loss"), loss.Values, 1e-4, $"loss {step}");

            using var gradients = tape.Backward(loss);
            foreach (var p in network.Parameters.Where(p => p.Kind != ParameterKind.Statistic))
            {
                // A bias before a batch norm has no gradient but rounding errors.
                string name = $"step0.grad.{p.Name}";
                if (step == 0)
                    Close.Relative(GoldenNetworks.Values(golden, name, network, p), gradients.Of(p), 1e-4, name, absolute: 2e-6);
                OptimizerKernels.Sgd(p.Values, gradients.Of(p), velocity[p], new SgdSettings { LearningRate = 0.1, Momentum = 0.9, Decay = 5e-4 });
            }
        }

        foreach (var p in network.Parameters)
            Close.Relative(GoldenNetworks.Values(golden, "after3." + p.Name, network, p), p.Values, 1e-4, p.Name, absolute: 2e-6);

        using var evaluation = new Tape(engine, recording: false);
        var after = network.Forward(Frames(evaluation, golden), new ForwardPass(evaluation));
        Close.Relative(golden.Floats("after3.eval_logits"), after.Values, 1e-4, "evaluation logits");
    }

    private static Tensor Frames(Tape tape, GoldenFile golden)
    {
        int[] s = golden.Shape("x");
        return tape.Constant(new Shape("TNHWC", s[0], s[1], s[3], s[4], s[2]), golden.ChannelsLast("x"));
    }

    private static Tensor CrossEntropyOfMean(Tape tape, Tensor logits, long[] labels)
    {
        var log = SoftmaxOp.Log(ReduceOp.Mean(logits, "T"));
        var weights = tape.Constant(log.Shape, memory =>
        {
            var values = memory.Span;
            values.Clear();
            for (int n = 0; n < labels.Length; n++)
                values[n * log.Shape[^1] + (int)labels[n]] = -1f / labels.Length;
        });
        return DotOp.Apply(log, weights);
    }
}
