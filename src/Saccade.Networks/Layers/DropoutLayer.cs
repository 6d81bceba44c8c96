using Saccade.Kernels.Random;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>Dropout with one mask for all steps of a sample; does nothing outside training.</summary>
public sealed class DropoutLayer : Layer
{
    private readonly double _probability;
    private readonly int _index;

    private DropoutLayer(string name, LayerDescription.Dropout d, int index)
        : base(name, d) => (_probability, _index) = (d.Probability, index);

    internal static DropoutLayer Create(ParameterScope scope, LayerDescription.Dropout d, FeatureSize input)
        => d.Probability is >= 0 and < 1
            ? new DropoutLayer(scope.Name, d, scope.NextNoise()) { Output = input }
            : throw new ArgumentException($"the probability must be from 0 to below 1, got {d.Probability}");

    internal override Tensor Forward(Tensor x, ForwardPass pass)
        => pass.Noise is { } noise ? DropoutOp.Apply(x, _probability, new CounterRandom(noise.Seed, RandomPurpose.Network, _index, noise.Step)) : x;
}
