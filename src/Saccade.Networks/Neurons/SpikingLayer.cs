using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// The built neurons, fused over the steps of a call. May hold <c>threshold</c> (converted networks: lambda) and
/// <c>membrane</c> (PLIF: w, 1 / tau = sigmoid(w)), one element each.
/// </summary>
public sealed class SpikingLayer : NeuronLayer
{
    /// <summary>Learned thresholds are kept at least this large.</summary>
    public const float SmallestThreshold = 1e-6f;

    internal SpikingLayer(LayerScope scope, LayerDescription layer, NeuronDescription neuron, FeatureSize input)
        : base(scope, layer, input)
    {
        var scalar = new Shape("F", 1);
        Neuron = neuron;
        if (Neuron.ThresholdIsParameter)
            Threshold = scope.Get("threshold", ParameterKind.Threshold, scalar, Initialisers.Constant(Neuron.Threshold), SmallestThreshold);
        if (Neuron.Kind == NeuronKind.Plif)
            Membrane = scope.Get("membrane", ParameterKind.Membrane, scalar, Initialisers.Constant((float)-Math.Log(Neuron.Tau - 1)));
    }

    /// <summary>Charge, fire and reset.</summary>
    public NeuronDescription Neuron { get; }

    /// <summary>The threshold as a parameter, or null.</summary>
    public Parameter? Threshold { get; }

    /// <summary>w of a learned time constant, or null.</summary>
    public Parameter? Membrane { get; }

    /// <summary>The height of a spike as it is now.</summary>
    public float SpikeHeight => Neuron.Height == Networks.SpikeHeight.Threshold ? CurrentThreshold : 1;

    private float CurrentThreshold => Math.Max(SmallestThreshold, Threshold?.Values[0] ?? Neuron.Threshold);

    private float CurrentRate => (float)(Membrane is null ? 1 / Neuron.Tau : 1 / (1 + Math.Exp(-Membrane.Values[0])));

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [.. new[] { Threshold, Membrane }.OfType<Parameter>()];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        var parameters = Neuron.Parameters(CurrentThreshold, CurrentRate);
        var threshold = Threshold is null ? null : pass.Use(Threshold, Neuron.TrainThreshold);
        var membrane = Membrane is null ? null : pass.Use(Membrane);
        bool heightFollows = Neuron.Height == Networks.SpikeHeight.Threshold;
        if (pass.State is null)
            return NeuronOp.Apply(parameters, x, threshold, membrane, heightFollows);

        return pass.State.Carry(this, "potential", x.Tape, x.Shape.With(0, 1), start => NeuronOp.ApplyFrom(parameters, x, start, threshold, membrane, heightFollows));
    }
}
