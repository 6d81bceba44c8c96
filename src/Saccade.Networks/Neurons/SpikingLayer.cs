using Saccade.Kernels.Neurons;
using Saccade.Networks.Onnx;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// The built neurons, fused over the steps of a call. May hold <c>threshold</c> (converted networks: lambda), <c>membrane</c> (w,
/// 1 / tau = sigmoid(w)) and <c>reset_potential</c>, each of one element or one for each channel.
/// </summary>
public sealed class SpikingLayer : NeuronLayer, IOnnxLayer
{
    /// <summary>Learned thresholds are kept at least this large.</summary>
    public const float SmallestThreshold = 1e-6f;

    /// <summary>Largest size of a learned w: 1 / tau stays between 2e-9 and 1.</summary>
    private const float LargestMembrane = 20;

    private readonly int _channels;

    internal SpikingLayer(LayerScope scope, LayerDescription layer, NeuronDescription neuron, FeatureSize input)
        : base(scope, layer, input)
    {
        Neuron = neuron;
        _channels = input.Channels;
        if (neuron.ThresholdIsParameter || neuron.Has(NeuronConstant.Threshold))
            Threshold = scope.Get("threshold", ParameterKind.Threshold, ShapeOf(NeuronConstant.Threshold), Initialisers.Constant(neuron.Threshold), SmallestThreshold);
        if (neuron.Kind == NeuronKind.Plif || neuron.Has(NeuronConstant.Tau))
            Membrane = scope.Get("membrane", ParameterKind.Membrane, ShapeOf(NeuronConstant.Tau), Initialisers.Constant((float)-Math.Log(neuron.Tau - 1)), -LargestMembrane, LargestMembrane);
        if (neuron.TrainResetPotential || neuron.Has(NeuronConstant.ResetPotential))
            ResetPotential = scope.Get("reset_potential", ParameterKind.Membrane, ShapeOf(NeuronConstant.ResetPotential), Initialisers.Constant(neuron.ResetPotential));
    }

    /// <summary>Charge, fire and reset.</summary>
    public NeuronDescription Neuron { get; }

    /// <summary>The threshold as a parameter, or null.</summary>
    public Parameter? Threshold { get; }

    /// <summary>w of a learned time constant, or of one for each channel, or null.</summary>
    public Parameter? Membrane { get; }

    /// <summary>The reset potential as a parameter, or null.</summary>
    public Parameter? ResetPotential { get; }

    /// <summary>The height of a spike as it is now, for a level; the largest of all channels.</summary>
    public float SpikeHeight => Neuron.Height == Networks.SpikeHeight.Threshold ? Enumerable.Range(0, Neurons.Count).Max(CurrentThreshold) : 1;

    /// <inheritdoc/>
    public override int Levels => Neuron.Levels;

    /// <inheritdoc/>
    public override IReadOnlyList<float> SpikeHeights => Neurons.Heights;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [.. new[] { Threshold, Membrane, ResetPotential }.OfType<Parameter>()];

    /// <summary>The neurons with the constants as they are now.</summary>
    internal NeuronChannels Neurons => NeuronChannels.Of(
        [.. Enumerable.Range(0, Neuron.PerChannel.Count > 0 ? _channels : 1).Select(c => Neuron.Parameters(CurrentThreshold(c), CurrentRate(c), At(ResetPotential, c) ?? Neuron.ResetPotential))],
        Neuron.TrainResetPotential);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        var neurons = Neurons;
        var constants = new NeuronConstants
        {
            Threshold = Threshold is null ? null : pass.Use(Threshold, Neuron.TrainThreshold),
            Membrane = Membrane is null ? null : pass.Use(Membrane, Neuron.Kind == NeuronKind.Plif),
            ResetPotential = ResetPotential is null ? null : pass.Use(ResetPotential, Neuron.TrainResetPotential),
            HeightFollowsThreshold = Neuron.Height == Networks.SpikeHeight.Threshold,
        };
        return pass.State is null
            ? NeuronOp.Apply(neurons, x, constants)
            : pass.State.Carry(this, "potential", x.Tape, x.Shape.With(0, 1), start => NeuronOp.ApplyFrom(neurons, x, start, constants));
    }

    private static float? At(Parameter? parameter, int channel) => parameter?.Values[channel % parameter.Values.Length];

    private Shape ShapeOf(NeuronConstant constant) => Neuron.Has(constant) ? new Shape("C", _channels) : new Shape("F", 1);

    private float CurrentThreshold(int channel) => Math.Max(SmallestThreshold, At(Threshold, channel) ?? Neuron.Threshold);

    private float CurrentRate(int channel) => (float)(At(Membrane, channel) is { } w ? 1 / (1 + Math.Exp(-w)) : 1 / Neuron.Tau);

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var neurons = Neurons;
        string threshold = Constant(graph, neurons, n => n.Threshold);
        string? potential = neurons.First.StartPotential == 0 && neurons.Count == 1 ? null : Constant(graph, neurons, n => n.StartPotential);
        var steps = new List<string>();
        foreach (string current in graph.SplitSteps(x))
        {
            string charged = Charge(graph, neurons, current, potential);
            string spikes = Fire(graph, neurons, charged, threshold);
            steps.Add(spikes);
            if (steps.Count < graph.Steps)
                potential = ResetOf(graph, neurons, charged, spikes, threshold);
        }

        string all = graph.JoinSteps(steps);
        return neurons.Heights.All(h => h == 1) ? all : graph.Add("Mul", [all, Constant(graph, neurons, n => n.OutputHeight)]);
    }

    /// <summary>H = (1 - k) V + gain x + k V_reset; a potential of null is 0.</summary>
    private string Charge(OnnxGraph graph, NeuronChannels neurons, string current, string? potential)
    {
        var rule = neurons.First.Charge.Kind;
        if (rule == ChargeKind.Integrate)
            return potential is null ? current : graph.Add("Add", [potential, current]);
        string x = rule == ChargeKind.LeakWithInput ? graph.Add("Mul", [current, Constant(graph, neurons, n => n.Charge.Rate)]) : current;
        if (Enumerable.Range(0, neurons.Count).Any(c => neurons[c].Reset.Potential != 0))
            x = graph.Add("Add", [x, Constant(graph, neurons, n => n.Charge.Rate * n.Reset.Potential)]);
        return potential is null ? x : graph.Add("Add", [graph.Add("Mul", [potential, Constant(graph, neurons, n => 1 - n.Charge.Rate)]), x]);
    }

    /// <summary>The number of thresholds that are reached.</summary>
    private string Fire(OnnxGraph graph, NeuronChannels neurons, string charged, string threshold)
    {
        const int Float = 1;
        string kind = neurons.First.FireRule == FireRule.Above ? "Greater" : "GreaterOrEqual";
        return Enumerable.Range(1, neurons.First.Levels)
            .Select(level => graph.Add("Cast", [graph.Add(kind, [charged, level == 1 ? threshold : Constant(graph, neurons, n => level * n.Threshold)])], ("to", Float)))
            .Aggregate((sum, next) => graph.Add("Add", [sum, next]));
    }

    private string ResetOf(OnnxGraph graph, NeuronChannels neurons, string charged, string spikes, string threshold)
    {
        if (neurons.First.Reset.Kind == ResetKind.Soft)
            return graph.Add("Sub", [charged, graph.Add("Mul", [spikes, threshold])]);
        return graph.Add("Where", [graph.Add("Greater", [spikes, graph.Constant([0])]), Constant(graph, neurons, n => n.Reset.Potential), charged]);
    }

    /// <summary>A constant of all neurons, or one for each channel: [1, C, 1, 1], or [1, C] of flat features.</summary>
    private string Constant(OnnxGraph graph, NeuronChannels neurons, Func<NeuronParameters, float> of)
    {
        float[] values = [.. Enumerable.Range(0, neurons.Count).Select(c => of(neurons[c]))];
        return neurons.Count == 1 ? graph.Constant(values) : graph.Constant(values, Output.IsFlat ? [1, neurons.Count] : [1, neurons.Count, 1, 1]);
    }
}
