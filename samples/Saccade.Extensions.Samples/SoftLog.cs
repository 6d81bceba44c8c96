using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Extensions.Samples;

/// <summary>A layer: y = softlog(gain x), with one learned gain a channel. In a recipe: <c>{kind: soft-log, gain: 2}</c>.</summary>
public sealed record SoftLog : LayerDescription
{
    /// <summary>Start value of every gain; above 0.</summary>
    public float Gain { get; init; } = 1;

    /// <summary>How it is written in recipes and model files.</summary>
    public static LayerKind Kind { get; } = LayerKind.Of("soft-log", () => new Section<SoftLog>(new SoftLog())
        .Key("gain", SingleKind.Positive, layer => layer.Gain, (layer, value) => layer with { Gain = value }, "Start value of the factor of each channel."));

    /// <inheritdoc/>
    public override string Title => "soft log";

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => input;

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new Built(scope, this, input);

    private sealed class Built : Layer
    {
        private readonly Parameter _gain;

        public Built(LayerScope scope, SoftLog soft, FeatureSize input)
            : base(scope, soft, input)
            => _gain = scope.Get("gain", ParameterKind.Weight, new Shape(input.IsFlat ? "F" : "C", input.Channels), Initialisers.Constant(soft.Gain));

        public override IReadOnlyList<Parameter> Parameters => [_gain];

        public override Tensor Forward(Tensor x, ForwardPass pass) => SoftLogOp.Apply(BinaryOp.Multiply(x, pass.Use(_gain)));
    }
}
