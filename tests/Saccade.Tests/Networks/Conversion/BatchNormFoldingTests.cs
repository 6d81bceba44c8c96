using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Conversion;

public sealed class BatchNormFoldingTests
{
    [Fact]
    public void Fold_NetworkWithResidualsAndMissingBiases_GivesTheSameLogits()
    {
        var norm = new BatchNorm();
        LayerList body = [new Convolution(6, Bias: false), norm, new Relu()];
        var description = new NetworkDescription(
            new FrameSize(8, 8),
            [
                new Convolution(6), norm, new Quantised(4, 2), Branches.Add(body, []),
                new AveragePool(), norm, new Flatten(), new Linear(5, Bias: false), norm,
            ]);
        var network = Network.Create(description, seed: 3);
        ulong seed = 0;
        foreach (var p in network.Parameters.Where(p => p.Name.Contains("running", StringComparison.Ordinal) || p.Kind == ParameterKind.Normalization))
            RandomData.Normal(p.Shape.Count, ++seed).Select(v => p.Name.EndsWith("var", StringComparison.Ordinal) ? 0.5f + v * v : 1 + 0.3f * v).ToArray().CopyTo(p.Values, 0);

        var folded = BatchNormFolding.Fold(network);

        Assert.Equal(1, folded.Layers.Count(l => l is BatchNormLayer));
        Close.Relative(Run(network), Run(folded), 1e-4, "logits");
    }

    [Fact]
    public void Fold_SpikingNetwork_MakesTheSameDecisions()
    {
        var neuron = new NeuronDescription { Kind = NeuronKind.If, Reset = ResetKind.Soft };
        var network = Network.Create(GoldenNetworks.ThreeConvolutions(new Spiking(neuron)), seed: 4);

        float[] before = Run(network, 12), after = Run(BatchNormFolding.Fold(network), 12);

        for (int row = 0; row < before.Length; row += 10)
            Assert.Equal(Best(before.AsSpan(row, 10)), Best(after.AsSpan(row, 10)));
    }

    [Fact]
    public void Fold_LayerOfAnotherAssemblyWithLayersInside_KeepsTheirValues()
    {
        var network = Network.Create(Nets.Of(new Relu(), new Around([new Convolution(3), new BatchNorm(), new Relu()]), new Flatten(), new Linear(2)), seed: 5);
        network.Parameters.Single(p => p.Name == "1.inside.1.running_mean").Values[0] = 2;
        float[] frames = Nets.Frames(2, 3, 1);
        using var engine = new Engine(1);

        var folded = BatchNormFolding.Fold(network);

        Close.SameBits(Nets.Run(engine, network, 2, 3, frames), Nets.Run(engine, folded, 2, 3, frames), "logits");
    }

    private static int Best(ReadOnlySpan<float> logits) => logits.IndexOf(Saccade.Kernels.Reduce.ReduceKernels.Max(logits));

    private static float[] Run(Network network, int size = 8)
    {
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: false);
        var shape = new Shape("TNHWC", 3, 2, size, size, 2);
        return network.Forward(tape.Constant(shape, RandomData.Normal(shape.Count, 9)), new ForwardPass(tape)).Values.ToArray();
    }

    private sealed record Around(LayerList Layers) : LayerDescription
    {
        public override string Title => "around";

        public override IReadOnlyList<LayerPath> Inner => [new LayerPath("inside", Layers)];

        public override FeatureSize OutputOf(FeatureSize input) => Inner[0].OutputOf(input);

        public override Layer Build(LayerScope scope, FeatureSize input) => new Built(scope, this, input);

        private sealed class Built(LayerScope scope, Around d, FeatureSize input) : Layer(scope, d, input)
        {
            public override IReadOnlyList<IReadOnlyList<Layer>> Inner { get; } = [d.Inner[0].Build(scope, input)];

            public override Tensor Forward(Tensor x, ForwardPass pass) => pass.Run(Inner[0], x);
        }
    }
}
