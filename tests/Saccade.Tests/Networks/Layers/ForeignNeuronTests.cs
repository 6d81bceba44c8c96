using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>A neuron and a surrogate that the library does not know, made of its public parts.</summary>
public sealed class ForeignNeuronTests : IDisposable
{
    private const int Steps = 5, Samples = 2;

    private readonly Engine _engine = new(2);

    private static NetworkKinds Kinds { get; } = NetworkKinds.Standard
        .WithSurrogate("cosine", () => new Section<Cosine>(new Cosine(2)).Key("width", SingleKind.Positive, s => s.Width, (s, v) => s with { Width = v }, "Half width."))
        .WithNeuron("adaptive", kinds => new Section<Adaptive>(new Adaptive())
            .Key("decay", SingleKind.Positive, n => n.Decay, (n, v) => n with { Decay = v }, "Share of the potential that is left after a step.")
            .Key("surrogate", kinds.Surrogates, n => n.Surrogate, (n, v) => n with { Surrogate = v }, "Stand-in for the derivative of a spike."));

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Json_OfANeuronOfAnotherAssembly_ReadsBackEqual()
    {
        var description = Nets.Two(new Spiking(new Adaptive { Decay = 0.75f, Surrogate = new Cosine(1.5f) }));

        string json = description.ToJson(Kinds);

        Assert.Contains("""{"kind":"spiking","neuron":{"kind":"adaptive","decay":0.75,"surrogate":{"kind":"cosine","width":1.5}}""", json, StringComparison.Ordinal);
        Assert.Equal(description, NetworkDescription.FromJson(json, Kinds));
        Assert.Throws<FormatException>(() => NetworkDescription.FromJson(json));
        var own = Nets.Two(new Spiking(new NeuronDescription { Surrogate = new Cosine(1.5f) }));
        Assert.Equal(own, NetworkDescription.FromJson(own.ToJson(Kinds), Kinds));
    }

    [Fact]
    public void NamesThatAreTaken_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Kinds.WithNeuron("plif", _ => new Section<Adaptive>(new Adaptive())));
        Assert.Throws<ArgumentException>(() => Kinds.WithNeuron("adaptive", _ => new Section<Adaptive>(new Adaptive())));
        Assert.Throws<ArgumentException>(() => Kinds.WithSurrogate("atan", () => new Section<Cosine>(new Cosine(1))));
        Assert.Throws<ArgumentException>(() => Kinds.WithSurrogate("cosine", () => new Section<Cosine>(new Cosine(1))));
    }

    [Fact]
    public void Neuron_OfTheSameEquation_HasTheBitsOfTheLibrarys()
    {
        // H = V + x, hard reset, no adaptation: an IF neuron. Its gradients flow through the same stand-in.
        var own = Run(new Adaptive { Decay = 1, Rise = 0, Surrogate = new Surrogate.ATan() });
        var library = Run(new NeuronDescription { Kind = NeuronKind.If, Surrogate = new Surrogate.ATan(), ResetGradient = ResetGradient.Detached });

        Close.SameBits(library.Logits, own.Logits);
        foreach (var (name, gradient) in library.Gradients)
            Close.Relative(gradient, own.Gradients[name], 1e-4, name);
    }

    [Fact]
    public void Neuron_StepByStep_EqualsAllStepsAtOnce()
    {
        var network = Nets.Trained(Nets.Two(new Spiking(new Adaptive())), 3);
        float[] frames = Nets.Frames(Steps, Samples, 4), whole = Nets.Run(_engine, network, Steps, Samples, frames);
        int length = frames.Length / Steps;
        var state = new NetworkState();

        float[] single = [.. Enumerable.Range(0, Steps).SelectMany(t => Nets.Run(_engine, network, 1, Samples, frames.AsSpan(t * length, length), pass => pass with { State = state }))];

        Close.SameBits(whole, single);
        Assert.True(network.IsSpiking);
    }

    [Fact]
    public void Surrogate_OfAnotherAssembly_IsTheSlopeOfASpike()
    {
        var x = new Parameter("x", ParameterKind.Weight, new Shape("TNF", 1, 1, 70));
        RandomData.Normal(70, 3).CopyTo(x.Values, 0);
        var surrogate = new Cosine(1.5f);
        using var tape = new Tape(_engine, recording: true);
        var spikes = NeuronOp.Apply(new NeuronParameters { Surrogate = surrogate, Threshold = 0.5f }, tape.Use(x));
        using var gradients = tape.Backward(DotOp.Apply(spikes, tape.Constant(x.Shape, values => values.Span.Fill(1))));

        Close.SameBits([.. x.Values.Select(v => (float)surrogate.Derivative(v - 0.5f))], gradients.Of(x));
    }

    private (float[] Logits, Dictionary<string, float[]> Gradients) Run(NeuronModel neuron)
    {
        var network = Nets.Trained(Nets.Two(new Spiking(neuron)), 3);
        using var tape = new Tape(_engine, recording: true);
        var y = network.Forward(tape.Constant(Nets.Shape(Steps, Samples), Nets.Frames(Steps, Samples, 4)), new ForwardPass(tape) { TrainsParameters = true });
        float[] logits = y.Values.ToArray();
        using var gradients = tape.Backward(DotOp.Apply(y, tape.Constant(y.Shape, RandomData.Normal(y.Shape.Count, 5))));
        return (logits, network.Parameters.Where(gradients.Has).ToDictionary(p => p.Name, p => gradients.Of(p).ToArray()));
    }

    /// <summary>g(u) = (1 + cos(pi u / width)) / (2 width) where |u| is below the width.</summary>
    private sealed record Cosine(float Width) : CustomSurrogate
    {
        public override double Derivative(double u) => Math.Abs(u) < Width ? (1 + Math.Cos(Math.PI * u / Width)) / (2 * Width) : 0;
    }

    /// <summary>A leaky neuron whose threshold, in effect, rises with every spike and decays: H = decay V + x - a; a = decay a + rise S.</summary>
    private sealed record Adaptive : NeuronModel
    {
        public float Decay { get; init; } = 0.5f;

        public float Rise { get; init; } = 0.2f;

        public Surrogate Surrogate { get; init; } = new Surrogate.Triangle();

        public override string Title => "adaptive";

        public override NeuronLayer Build(LayerScope scope, LayerDescription layer, FeatureSize input) => new AdaptiveLayer(scope, layer, this, input);
    }

    private sealed class AdaptiveLayer(LayerScope scope, LayerDescription layer, Adaptive neuron, FeatureSize input) : NeuronLayer(scope, layer, input)
    {
        public override Tensor Forward(Tensor x, ForwardPass pass)
        {
            var state = x.Shape.With(0, 1);
            Tensor Zeros() => x.Tape.Constant(state, values => values.Span.Clear());
            var v = pass.State?.Get(this, "potential", x.Tape, state) ?? Zeros();
            var a = pass.State?.Get(this, "adaptation", x.Tape, state) ?? Zeros();
            List<Tensor> spikes = [];
            for (int t = 0; t < x.Shape[0]; t++)
            {
                var h = BinaryOp.Add(UnaryOp.Scale(v, neuron.Decay), BinaryOp.Subtract(SliceOp.Apply(x, 'T', t, 1), a));
                // Neurons that forget (a leak rate of 1) and have no reset to speak of are the spike alone.
                var s = NeuronOp.Apply(new NeuronParameters { Charge = Charge.LeakWithInput(1), Surrogate = neuron.Surrogate }, h);
                v = BinaryOp.Multiply(h, BinaryOp.Subtract(x.Tape.Constant(state, values => values.Span.Fill(1)), x.Tape.Constant(state, s.Values)));
                a = BinaryOp.Add(UnaryOp.Scale(a, neuron.Decay), UnaryOp.Scale(s, neuron.Rise));
                spikes.Add(s);
            }

            pass.State?.Set(this, "potential", v);
            pass.State?.Set(this, "adaptation", a);
            return ConcatenateOp.Apply('T', [.. spikes]);
        }
    }
}
