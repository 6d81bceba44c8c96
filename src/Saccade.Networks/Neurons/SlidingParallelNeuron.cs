using Saccade.Kernels.Neurons;
using Saccade.Kernels.Random;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// The sliding parallel neuron (PSN family; Fang et al. 2023, arXiv 2304.12760): no potential and no reset; its membrane is a learned mean of the last K inputs. H[t] = sum over k below K of w[k] x[t - k] + b, S[t] = 1 where
/// H[t] is at or above the threshold. All steps are computed at once; a step needs K - 1 earlier inputs and no later one, so the number of steps may be cut. The plain PSN, which sees later steps, is not here.
/// </summary>
/// <remarks>w starts at 1, 1/2, 1/4 ... from the present input backwards and b at 0. SpikingJelly's SlidingPSN has a threshold of 0 and starts b at -1: the same for a threshold of 1.</remarks>
public sealed record SlidingParallelNeuron : NeuronModel
{
    /// <summary>Most steps that a neuron looks back on.</summary>
    public const int MostTaps = 64;

    /// <summary>K, the steps that a neuron sees, the present one among them; at least 1.</summary>
    public int Taps { get; init; } = 4;

    /// <summary>Whether each channel has weights and a bias of its own; else one set for the layer, as published.</summary>
    public bool PerChannel { get; init; }

    /// <summary>The threshold; above 0.</summary>
    public float Threshold { get; init; } = 1;

    /// <summary>What is taken for the derivative of a spike.</summary>
    public Surrogate Surrogate { get; init; } = new Surrogate.ATan();

    /// <inheritdoc/>
    public override string Title => "sliding parallel";

    /// <inheritdoc/>
    public override string Detail => $"{Taps} steps";

    internal static Section<SlidingParallelNeuron> Keys(Kind<Surrogate> surrogates) => new Section<SlidingParallelNeuron>(new SlidingParallelNeuron())
        .Means("A neuron without reset whose membrane is a learned mean of its last inputs (SPN, arXiv 2304.12760).")
        .Key("taps", new WholeKind(1, MostTaps), n => n.Taps, (n, v) => n with { Taps = v }, "K, the steps that a neuron sees, the present one among them.")
        .Key("per-channel", new FlagKind(), n => n.PerChannel, (n, v) => n with { PerChannel = v }, "Whether each channel has weights and a bias of its own.")
        .Key("threshold", SingleKind.Positive, n => n.Threshold, (n, v) => n with { Threshold = v }, "The threshold.")
        .Key("surrogate", surrogates, n => n.Surrogate, (n, v) => n with { Surrogate = v }, "What is taken for the derivative of a spike, in potentials above the threshold.");

    /// <inheritdoc/>
    public override string? Problem() => Taps is < 1 or > MostTaps ? $"a neuron that sees {Taps} steps, expected 1 to {MostTaps}" : !(Threshold > 0) ? $"a threshold of {Threshold}, expected above 0" : null;

    /// <inheritdoc/>
    public override NeuronLayer Build(LayerScope scope, LayerDescription layer, FeatureSize input) => new Built(scope, layer, this, input);

    /// <summary>The built layer.</summary>
    internal sealed class Built : NeuronLayer
    {
        private readonly NeuronParameters _spike;
        private readonly Parameter _weight;
        private readonly Parameter _bias;
        private readonly int _channels;

        public Built(LayerScope scope, LayerDescription layer, SlidingParallelNeuron neuron, FeatureSize input)
            : base(scope, layer, input)
        {
            _channels = input.Channels;
            int sets = neuron.PerChannel ? _channels : 1;

            // Neurons that keep nothing from step to step are the spike alone.
            _spike = new NeuronParameters { Charge = Charge.LeakWithInput(1), Threshold = neuron.Threshold, Surrogate = neuron.Surrogate, SurrogateUnits = SurrogateUnits.Potential };
            _weight = scope.Get("weight", ParameterKind.Membrane, new Shape("KC", neuron.Taps, sets), (Span<float> values, ref CounterRandom _) =>
            {
                for (int i = 0; i < values.Length; i++)
                    values[i] = (float)Math.Pow(2, -(i / sets));
            });
            _bias = scope.Get("bias", ParameterKind.Membrane, new Shape("C", sets), Initialisers.Constant(0));
        }

        /// <summary>Weights for each channel, [K, C], that of the present input first.</summary>
        public float[] Weights => [.. Enumerable.Range(0, _weight.Shape[0] * _channels).Select(i => ForChannel(_weight.Values, i / _channels, i % _channels))];

        /// <summary>The bias of each channel.</summary>
        public float[] Biases => [.. Enumerable.Range(0, _channels).Select(c => ForChannel(_bias.Values, 0, c))];

        /// <summary>The threshold.</summary>
        public float Threshold => (float)_spike.Threshold;

        public override IReadOnlyList<Parameter> Parameters => [_weight, _bias];

        public override IReadOnlyList<float> SpikeHeights => [1];

        public override Tensor Forward(Tensor x, ForwardPass pass)
        {
            Tensor weight = Spread(pass.Use(_weight)), bias = Spread(ReshapeOp.Apply(pass.Use(_bias), new Shape("KC", 1, _bias.Shape.Count)));
            var membrane = pass.State is null
                ? TemporalConvolutionOp.Apply(x, weight).Output
                : pass.State.Carry(this, "inputs", x.Tape, x.Shape.With(0, _weight.Shape[0] - 1), start => TemporalConvolutionOp.Apply(x, weight, start));
            return NeuronOp.Apply(_spike, BinaryOp.Add(membrane, ReshapeOp.Apply(bias, BiasShape(x.Shape))));
        }

        private float ForChannel(float[] values, int row, int channel) => _bias.Shape.Count == _channels ? values[row * _channels + channel] : values[row];

        /// <summary>One set of values for each channel: [K, C].</summary>
        private Tensor Spread(Tensor values) => values.Shape[1] == _channels
            ? values
            : BinaryOp.Multiply(values, values.Tape.Constant(new Shape("KC", 1, _channels), ones => ones.Span.Fill(1)));

        private Shape BiasShape(Shape x)
        {
            int[] extents = new int[x.Rank];
            Array.Fill(extents, 1);
            extents[^1] = _channels;
            return new Shape(x.Axes, extents);
        }
    }
}
