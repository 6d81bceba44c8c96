using Saccade.Kernels.Random;
using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>Dropout in training, on maps and flat features; one mask for all steps of a sample.</summary>
/// <param name="Probability">Share of the features set to 0; 0 to below 1.</param>
public sealed record Dropout(double Probability = 0.5) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "dropout";

    /// <inheritdoc/>
    public override string Detail => $"rate {Probability}";

    internal static LayerKind Kind { get; } = LayerKind.Of("dropout", () => new Section<Dropout>(new Dropout()).Means("Sets random features to 0 in training, the same for all steps of a sample.")
        .Key("probability", NumberKind.BelowOne, d => d.Probability, (d, v) => d with { Probability = v }, "Probability of a zero in training, the same features at all steps.")
        .Formerly("rate", "the key 'probability'"));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
        => Probability is >= 0 and < 1 ? input : throw new ArgumentException($"the probability must be from 0 to below 1, got {Probability}");

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new DropoutLayer(scope, this, input);
}

/// <summary>The built layer; does nothing outside training.</summary>
public sealed class DropoutLayer : Layer, IOnnxLayer
{
    private readonly double _probability;
    private readonly int _index;

    internal DropoutLayer(LayerScope scope, Dropout d, FeatureSize input)
        : base(scope, d, input) => (_probability, _index) = (d.Probability, scope.NextNoise());

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
        => pass.Noise is { } noise ? DropoutOp.Apply(x, _probability, new CounterRandom(noise.Seed, RandomPurpose.Network, _index, noise.Step)) : x;

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
        => x;
}
