using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace OwnNeuron;

/// <summary>
/// A neuron that hears the last input again: H[t] = decay V[t-1] + x[t] + echo x[t-1]; S[t] = H[t] at or above 1; V[t] = H[t] - S[t].
/// The gradient goes through all of it; that of a spike is the surrogate's.
/// </summary>
internal sealed record EchoNeuron : NeuronModel
{
    /// <summary>Share of the potential that is left after a step.</summary>
    public float Decay { get; init; } = 0.5f;

    /// <summary>Share of the last input that is heard again.</summary>
    public float Echo { get; init; } = 0.5f;

    /// <inheritdoc/>
    public override string Title => "echo";

    /// <summary>How it is said in recipes and model files.</summary>
    public static Section<EchoNeuron> Keys(NetworkKinds kinds) => new Section<EchoNeuron>(new EchoNeuron())
        .Key("decay", SingleKind.Positive, neuron => neuron.Decay, (neuron, value) => neuron with { Decay = value }, "Share of the potential that is left after a step.")
        .Key("echo", SingleKind.NotNegative, neuron => neuron.Echo, (neuron, value) => neuron with { Echo = value }, "Share of the last input that is heard again.");

    /// <inheritdoc/>
    public override NeuronLayer Build(LayerScope scope, LayerDescription layer, FeatureSize input) => new Built(scope, layer, this, input);

    /// <summary>Keeps nothing of a call in its fields: several threads may run it at once.</summary>
    private sealed class Built(LayerScope scope, LayerDescription layer, EchoNeuron neuron, FeatureSize input) : NeuronLayer(scope, layer, input)
    {
        // A neuron that forgets everything from step to step is its spike alone.
        private readonly NeuronParameters _spike = new() { Charge = Charge.LeakWithInput(1) };

        public override Tensor Forward(Tensor x, ForwardPass pass)
        {
            var step = x.Shape.With(0, 1);
            var (potential, last) = (Start("potential"), Start("last"));
            List<Tensor> spikes = [];
            for (int t = 0; t < x.Shape[0]; t++)
            {
                var present = SliceOp.Apply(x, 'T', t, 1);
                var heard = BinaryOp.Add(present, UnaryOp.Scale(last, neuron.Echo));
                var charged = BinaryOp.Add(UnaryOp.Scale(potential, neuron.Decay), heard);
                var spike = NeuronOp.Apply(_spike, charged);
                (potential, last) = (BinaryOp.Subtract(charged, spike), present);
                spikes.Add(spike);
            }

            pass.State?.Set(this, "potential", potential);
            pass.State?.Set(this, "last", last);
            return ConcatenateOp.Apply('T', [.. spikes]);

            Tensor Start(string name) => pass.State?.Get(this, name, x.Tape, step) ?? x.Tape.Constant(step, values => values.Span.Clear());
        }
    }
}
