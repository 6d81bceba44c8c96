using Saccade.Kernels.Neurons;
using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>What a LIAF neuron emits of its charged potential H.</summary>
public enum LiafOutput
{
    /// <summary>max(H, 0).</summary>
    Potential,

    /// <summary>max(H - threshold, 0).</summary>
    AboveThreshold,
}

/// <summary>
/// Leaky integrate and analog fire (LIAF-Net, Wu et al. 2021, arXiv 2011.06176): a LIF membrane whose spikes reset it, and whose output is not the spike but the potential before the reset, through a
/// ReLU. H[t] = (1 - 1/tau) V[t-1] + x[t], with the input divided by tau where it decays too; S[t] = H[t] at or above the threshold; V[t] = H[t] (1 - S[t]).
/// </summary>
/// <remarks>The layer after it gets real numbers, so its weights are multiplied. The fire rule's surrogate serves the reset alone.</remarks>
public sealed record LiafNeuron : NeuronModel
{
    /// <summary>Membrane time constant in steps, at least 1.</summary>
    public double Tau { get; init; } = 2;

    /// <summary>Whether the input is divided by tau too.</summary>
    public bool DecayInput { get; init; }

    /// <summary>Potential at which the membrane is reset to 0, above 0.</summary>
    public float Threshold { get; init; } = 1;

    /// <summary>What is emitted.</summary>
    public LiafOutput Output { get; init; }

    /// <summary>Whether gradients pass through the reset.</summary>
    public ResetGradient ResetGradient { get; init; }

    /// <summary>Stands in for the derivative of the spike that resets; its argument is H - threshold.</summary>
    public Surrogate Surrogate { get; init; } = new Surrogate.Triangle();

    /// <inheritdoc/>
    public override string Title => "LIAF";

    /// <inheritdoc/>
    public override string Detail => $"{KebabCase.Of(Output.ToString())}, tau {Tau}";

    /// <summary>The share of the potential that is left after a step.</summary>
    internal float Keep => (float)(1 - 1 / Tau);

    /// <summary>The factor of the input.</summary>
    internal float Gain => DecayInput ? (float)(1 / Tau) : 1;

    /// <inheritdoc/>
    public override string? Problem() => !(Tau >= 1 && double.IsFinite(Tau)) ? $"tau must be at least 1, got {Tau}"
        : Threshold > 0 && float.IsFinite(Threshold) ? null : $"the threshold must be above 0, got {Threshold}";

    /// <inheritdoc/>
    public override NeuronLayer Build(LayerScope scope, LayerDescription layer, FeatureSize input) => new LiafLayer(scope, layer, this, input);

    internal static Section<LiafNeuron> Keys(NetworkKinds kinds) => new Section<LiafNeuron>(new LiafNeuron()).Means("A leaky membrane that spikes reset, and that emits its potential (LIAF-Net).")
        .Key("tau", new NumberKind(new NumberRange(1)), n => n.Tau, (n, v) => n with { Tau = v }, "Membrane time constant in steps.")
        .Key("decay-input", new FlagKind(), n => n.DecayInput, (n, v) => n with { DecayInput = v }, "Whether the input is divided by tau too.")
        .Key("threshold", SingleKind.Positive, n => n.Threshold, (n, v) => n with { Threshold = v }, "Potential at which the membrane is reset to 0.")
        .Key("output", new ChoiceKind<LiafOutput>(), n => n.Output, (n, v) => n with { Output = v }, "What is emitted: the potential before the reset, or what of it is above the threshold, neither below 0.")
        .Key("reset-gradient", new ChoiceKind<ResetGradient>(), n => n.ResetGradient, (n, v) => n with { ResetGradient = v }, "Whether the gradient passes through the reset.")
        .Key("surrogate", kinds.Surrogates, n => n.Surrogate, (n, v) => n with { Surrogate = v }, "Stand-in for the derivative of the spike that resets.");
}

/// <summary>The built neurons; they have no parameters.</summary>
public sealed class LiafLayer : NeuronLayer, IOnnxLayer
{
    private readonly LiafNeuron _neuron;
    private readonly NeuronParameters _fire;

    internal LiafLayer(LayerScope scope, LayerDescription layer, LiafNeuron neuron, FeatureSize input)
        : base(scope, layer, input)
    {
        // A neuron that keeps nothing from step to step is the spike alone.
        (_neuron, _fire) = (neuron, new NeuronParameters { Charge = Charge.LeakWithInput(1), Threshold = neuron.Threshold, Surrogate = neuron.Surrogate, SurrogateUnits = SurrogateUnits.Potential });
    }

    /// <summary>What they are.</summary>
    internal LiafNeuron Neuron => _neuron;

    /// <inheritdoc/>
    public override bool EmitsSpikes => false;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        var step = x.Shape.With(0, 1);
        var ones = x.Tape.Constant(step, values => values.Span.Fill(1));
        var potential = pass.State?.Get(this, "potential", x.Tape, step) ?? x.Tape.Constant(step, values => values.Span.Clear());
        List<Tensor> charged = [];
        for (int t = 0; t < x.Shape[0]; t++)
        {
            var charge = BinaryOp.Add(UnaryOp.Scale(potential, _neuron.Keep), UnaryOp.Scale(SliceOp.Apply(x, 'T', t, 1), _neuron.Gain));
            var spike = NeuronOp.Apply(_fire, charge);
            if (_neuron.ResetGradient == ResetGradient.Detached)
                spike = x.Tape.Constant(step, spike.Values);
            potential = BinaryOp.Multiply(charge, BinaryOp.Subtract(ones, spike));
            charged.Add(charge);
        }

        pass.State?.Set(this, "potential", potential);
        return Emitted(ConcatenateOp.Apply('T', [.. charged]));
    }

    private Tensor Emitted(Tensor charged) => UnaryOp.Relu(
        _neuron.Output == LiafOutput.Potential ? charged : BinaryOp.Subtract(charged, charged.Tape.Constant(charged.Shape, values => values.Span.Fill(_neuron.Threshold))));

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string threshold = graph.Constant([_neuron.Threshold]);
        string? potential = null;
        List<string> charged = [];
        foreach (string current in graph.SplitSteps(graph.Scale(x, _neuron.Gain)))
        {
            charged.Add(potential is null ? current : graph.Add("Add", [graph.Scale(potential, _neuron.Keep), current]));
            if (charged.Count < graph.Steps)
                potential = graph.Add("Where", [graph.Add("GreaterOrEqual", [charged[^1], threshold]), graph.Constant([0]), charged[^1]]);
        }

        string all = graph.JoinSteps([.. charged]);
        return graph.Add("Relu", [_neuron.Output == LiafOutput.Potential ? all : graph.Add("Sub", [all, graph.Constant([_neuron.Threshold])])]);
    }
}
