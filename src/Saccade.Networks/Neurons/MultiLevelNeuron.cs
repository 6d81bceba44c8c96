using Saccade.Kernels.Neurons;
using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Multi-level firing (MLF, Feng et al. 2022, IJCAI): K membranes for each neuron with the same input and thresholds of their own, u_k[t] = decay u_k[t - 1] (1 - s_k[t - 1]) + x[t],
/// s_k = 1 where u_k is above threshold k; the output is the sum of the s_k, 0 to K. Each membrane has a surrogate and a reset of its own, so that gradients
/// reach a neuron at K potentials.
/// </summary>
public sealed record MultiLevelNeuron : NeuronModel
{
    /// <summary>K, the membranes of a neuron.</summary>
    public int Membranes { get; init; } = 3;

    /// <summary>Share of a potential that is left after a step; below 1.</summary>
    public float Decay { get; init; } = 0.25f;

    /// <summary>Threshold of the first membrane; above 0.</summary>
    public float Threshold { get; init; } = 0.6f;

    /// <summary>From the threshold of a membrane to that of the next.</summary>
    public float Spacing { get; init; } = 1;

    /// <summary>Stands in for the derivative of each spike, of the potential above its threshold.</summary>
    public Surrogate Surrogate { get; init; } = new Surrogate.Rectangle();

    /// <inheritdoc/>
    public override string Title => "MLF";

    /// <inheritdoc/>
    public override string Detail => $"{Membranes} membranes, decay {Decay}";

    internal static Section<MultiLevelNeuron> Keys(Kind<Surrogate> surrogates) => new Section<MultiLevelNeuron>(new MultiLevelNeuron()).Means("Multi-level firing: several membranes with thresholds of their own, whose spikes are added.")
        .Key("membranes", new WholeKind(1, NeuronParameters.MostLevels), n => n.Membranes, (n, v) => n with { Membranes = v }, "K, membranes of a neuron.")
        .Key("decay", SingleKind.NotNegative, n => n.Decay, (n, v) => n with { Decay = v }, "Share of a potential that is left after a step, below 1.")
        .Key("threshold", SingleKind.Positive, n => n.Threshold, (n, v) => n with { Threshold = v }, "Threshold of the first membrane.")
        .Key("spacing", SingleKind.NotNegative, n => n.Spacing, (n, v) => n with { Spacing = v }, "From the threshold of a membrane to that of the next.")
        .Key("surrogate", surrogates, n => n.Surrogate, (n, v) => n with { Surrogate = v }, "Stand-in for the derivative of each spike.");

    /// <inheritdoc/>
    public override string? Problem()
    {
        if (Membranes is < 1 or > NeuronParameters.MostLevels)
            return $"a neuron has 1 to {NeuronParameters.MostLevels} membranes, got {Membranes}";
        if (Decay is not (>= 0 and < 1))
            return $"the decay must be at least 0 and below 1, got {Decay}";
        return Threshold > 0 && Spacing >= 0 && float.IsFinite(Threshold + Membranes * Spacing) ? null : $"the threshold must be above 0 and the spacing not below 0, got {Threshold} and {Spacing}";
    }

    /// <inheritdoc/>
    public override NeuronLayer Build(LayerScope scope, LayerDescription layer, FeatureSize input) => new MultiLevelLayer(scope, layer, this, input);

    private NeuronParameters MembraneOf(int k) => new()
    {
        Charge = Charge.Leak(1 - Decay),
        FireRule = FireRule.Above,
        Threshold = Threshold + k * Spacing,
        Reset = Reset.Hard(),
        Surrogate = Surrogate,
    };

    /// <summary>The built layer.</summary>
    internal sealed class MultiLevelLayer(LayerScope scope, LayerDescription layer, MultiLevelNeuron neuron, FeatureSize input) : NeuronLayer(scope, layer, input), IOnnxLayer
    {
        private readonly NeuronParameters[] _membranes = [.. Enumerable.Range(0, neuron.Membranes).Select(neuron.MembraneOf)];
        private readonly float _decay = neuron.Decay;

        /// <summary>The membranes.</summary>
        public IReadOnlyList<NeuronParameters> Membranes => _membranes;

        public override int Levels => _membranes.Length;

        public override IReadOnlyList<float> SpikeHeights => [1];

        public override Tensor Forward(Tensor x, ForwardPass pass)
            => _membranes.Select((membrane, k) => Fire(membrane, $"potential-{k}", x, pass)).Aggregate(BinaryOp.Add);

        public string Export(OnnxGraph graph, string x)
        {
            string[] steps = graph.SplitSteps(x);
            return _membranes.Select(membrane => graph.JoinSteps(Fire(graph, steps, membrane.Threshold))).Aggregate((sum, next) => graph.Add("Add", [sum, next]));
        }

        /// <summary>The spikes of a membrane at each step.</summary>
        private List<string> Fire(OnnxGraph graph, string[] steps, float threshold)
        {
            const int Float = 1;
            List<string> spikes = [];
            string? kept = null;
            foreach (string step in steps)
            {
                string charged = kept is null ? step : graph.Add("Add", [graph.Add("Mul", [kept, graph.Constant([_decay])]), step]), fires = graph.Add("Greater", [charged, graph.Constant([threshold])]);
                spikes.Add(graph.Add("Cast", [fires], ("to", Float)));
                if (spikes.Count < steps.Length)
                    kept = graph.Add("Where", [fires, graph.Constant([0]), charged]);
            }

            return spikes;
        }

        private Tensor Fire(NeuronParameters membrane, string name, Tensor x, ForwardPass pass) => pass.State is null
            ? NeuronOp.Apply(membrane, x)
            : pass.State.Carry(this, name, x.Tape, x.Shape.With(0, 1), start => NeuronOp.ApplyFrom(membrane, x, start));
    }
}
