using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Extensions.Samples;

/// <summary>
/// A neuron that tires: a spike sets its potential to 0 and makes the next ones harder (adaptation as in Bellec et al. 2018, arXiv 1803.09574).
/// H[t] = decay V[t-1] + x[t] - A[t-1]; S[t] = H[t] at or above 1; V[t] = H[t] (1 - S[t]); A[t] = decay A[t-1] + rise S[t].
/// No gradient goes through the reset.
/// </summary>
public sealed record TiringNeuron : NeuronModel
{
    /// <summary>Share of potential and tiredness that is left after a step.</summary>
    public float Decay { get; init; } = 0.5f;

    /// <summary>What a spike adds to the tiredness.</summary>
    public float Rise { get; init; } = 0.2f;

    /// <summary>What is taken for the derivative of a spike.</summary>
    public Surrogate Surrogate { get; init; } = new RaisedCosine(1);

    /// <inheritdoc/>
    public override string Title => "tiring";

    /// <summary>How it is written in recipes and model files, given how surrogates are written.</summary>
    public static Section<TiringNeuron> Keys(NetworkKinds kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return new Section<TiringNeuron>(new TiringNeuron())
            .Key("decay", SingleKind.Positive, neuron => neuron.Decay, (neuron, value) => neuron with { Decay = value }, "Share that is left after a step.")
            .Key("rise", SingleKind.NotNegative, neuron => neuron.Rise, (neuron, value) => neuron with { Rise = value }, "What a spike adds to the tiredness.")
            .Key("surrogate", kinds.Surrogates, neuron => neuron.Surrogate, (neuron, value) => neuron with { Surrogate = value }, "What is taken for the derivative of a spike.");
    }

    /// <inheritdoc/>
    public override NeuronLayer Build(LayerScope scope, LayerDescription layer, FeatureSize input) => new Built(scope, layer, this, input);

    private sealed class Built(LayerScope scope, LayerDescription layer, TiringNeuron neuron, FeatureSize input) : NeuronLayer(scope, layer, input)
    {
        // Neurons that keep nothing from step to step are the spike alone.
        private readonly NeuronParameters _spike = new() { Charge = Charge.LeakWithInput(1), Surrogate = neuron.Surrogate };

        public override Tensor Forward(Tensor x, ForwardPass pass)
        {
            var step = x.Shape.With(0, 1);
            var (potential, tiredness) = (Start("potential"), Start("tiredness"));
            var ones = x.Tape.Constant(step, values => values.Span.Fill(1));
            List<Tensor> spikes = [];
            for (int t = 0; t < x.Shape[0]; t++)
            {
                var charged = BinaryOp.Add(UnaryOp.Scale(potential, neuron.Decay), BinaryOp.Subtract(SliceOp.Apply(x, 'T', t, 1), tiredness));
                var spike = NeuronOp.Apply(_spike, charged);
                potential = BinaryOp.Multiply(charged, BinaryOp.Subtract(ones, x.Tape.Constant(step, spike.Values)));
                tiredness = BinaryOp.Add(UnaryOp.Scale(tiredness, neuron.Decay), UnaryOp.Scale(spike, neuron.Rise));
                spikes.Add(spike);
            }

            pass.State?.Set(this, "potential", potential);
            pass.State?.Set(this, "tiredness", tiredness);
            return ConcatenateOp.Apply('T', [.. spikes]);

            Tensor Start(string name) => pass.State?.Get(this, name, x.Tape, step) ?? x.Tape.Constant(step, values => values.Span.Clear());
        }
    }
}
