using Saccade.Kernels.Random;
using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Stochastic depth (Huang et al. 2016, arXiv 1603.09382): in training all that a path emits for a sample is 0 with a probability, at every step, and scaled by 1 / (1 - p) otherwise. It stands at the end of the body
/// of a residual block.
/// </summary>
/// <param name="Probability">Probability of a zero; 0 to below 1.</param>
public sealed record DropPath(double Probability = 0.1) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "drop path";

    /// <inheritdoc/>
    public override string Detail => $"rate {Probability}";

    internal static LayerKind Kind { get; } = LayerKind.Of("drop-path", () => new Section<DropPath>(new DropPath()).Means("Sets all features of random samples to 0 in training: at the end of a path, it leaves out the block.")
        .Key("probability", NumberKind.BelowOne, d => d.Probability, (d, v) => d with { Probability = v }, "Probability that a sample's features are 0 in training, at all steps."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
        => Probability is >= 0 and < 1 ? input : throw new ArgumentException($"the probability must be from 0 to below 1, got {Probability}");

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new DropPathLayer(scope, this, input);
}

/// <summary>The built layer; does nothing outside training.</summary>
public sealed class DropPathLayer : Layer, IOnnxLayer
{
    private readonly double _probability;
    private readonly int _index;

    internal DropPathLayer(LayerScope scope, DropPath d, FeatureSize input)
        : base(scope, d, input) => (_probability, _index) = (d.Probability, scope.NextNoise());

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.Noise is not { } noise)
            return x;
        var random = new CounterRandom(noise.Seed, RandomPurpose.Network, _index, noise.Step);
        float kept = (float)(1 / (1 - _probability));
        random.Skip(2L * (x.Tape.Part?.First ?? 0)); // what the samples of other processes draw
        float[] mask = [.. Enumerable.Range(0, x.Shape[1]).Select(_ => random.NextDouble() < _probability ? 0 : kept)];
        return BinaryOp.Multiply(x, x.Tape.Constant(new Shape("N", mask.Length), mask));
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x) => x;
}
