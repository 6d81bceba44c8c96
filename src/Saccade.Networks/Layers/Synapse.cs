using Saccade.Kernels.Random;
using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// A synaptic block: what enters each channel is filtered along time, so that the current into a neuron changes less from step to step. Our reading of the synaptic convolutional block
/// of spatio-temporal compression (STC, arXiv 2203.10006, of which only the abstract is public): it "balances the dramatic change between adjacent time steps". It never looks ahead,
/// and step by step, from the state in which the last step left it, it gives the same bits.
/// </summary>
/// <param name="Filter">How it filters.</param>
public sealed record Synapse(SynapticFilter Filter) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "synapse";

    /// <inheritdoc/>
    public override string Detail => Filter.Detail;

    internal static LayerKind Kind { get; } = LayerKind.Of("synapse", () => new Section<Synapse>(new Synapse(new SynapticFilter.Convolution())).Means("A learned filter along time for each channel.")
        .Key("filter", SynapticFilter.Kind, s => s.Filter, (s, v) => s with { Filter = v }, "How it filters."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => Filter.Problem() is { } problem ? throw new ArgumentException(problem) : input;

    /// <inheritdoc/>
    public override long MultiplyAddsOf(FeatureSize input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return (long)Filter.Products * input.Count;
    }

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new SynapseLayer(scope, this, input);
}

/// <summary>A learned filter along time; the same at all positions of a channel.</summary>
public abstract record SynapticFilter
{
    private SynapticFilter()
    {
    }

    /// <summary>What tables say of it.</summary>
    internal abstract string Detail { get; }

    /// <summary>Multiplications for each output.</summary>
    internal abstract int Products { get; }

    /// <summary>How a filter is written.</summary>
    internal static Kind<SynapticFilter> Kind { get; } = new Union<SynapticFilter>("kind", "convolution")
        .Add("convolution", new Section<Convolution>(new Convolution()).Means("A weight for each of the last inputs; begins as the identity.")
            .Key("steps", new WholeKind(2, 255), f => f.Steps, (f, v) => f with { Steps = v }, "K, the inputs that an output sees, the present one among them.")
            .Key("sum-to-one", new FlagKind(), f => f.SumToOne, (f, v) => f with { SumToOne = v }, "Whether the weights are kept above 0 with a sum of 1, so that no charge is made or lost."))
        .Add("first-order", new Section<FirstOrder>(new FirstOrder()).Means("A share of the last output is left, as in a synapse that decays.")
            .Key("decay", new NumberKind(new NumberRange(0, 1, IsOpenBelow: true, IsOpenAbove: true)), f => f.Decay, (f, v) => f with { Decay = v }, "Start value of the share that is left, above 0 and below 1.")
            .Key("unit-gain", new FlagKind(), f => f.UnitGain, (f, v) => f with { UnitGain = v }, "Whether the input is multiplied by what is lost, so that no charge is made or lost."));

    /// <summary>What is wrong with it in one sentence, or null.</summary>
    internal abstract string? Problem();

    /// <summary>Makes its parameters.</summary>
    internal abstract BuiltFilter Build(LayerScope scope, int channels);

    /// <summary>What the parameter comes to, with the bits of the ops.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The weights [K, C]; or the share that is left [C], and the factor of the input [C].</returns>
    internal IReadOnlyList<float[]> CoefficientsOf(Parameter parameter)
    {
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: false);
        return [.. CoefficientsOf(tape.Use(parameter, trainable: false)).Select(c => c.Values.ToArray())];
    }

    /// <summary>The same by ops.</summary>
    private protected abstract IEnumerable<Tensor> CoefficientsOf(Tensor parameter);

    /// <summary>z[t] = g_0 y[t] + g_1 y[t - 1] + ... + g_(K - 1) y[t - K + 1], with weights g of each channel, and 0 before the first step.</summary>
    /// <param name="Steps">K, at least 2.</param>
    /// <param name="SumToOne">
    /// Whether g is the softmax of the parameters, so that the weights are above 0 and no charge is made or lost. It begins with 0.91 for the present where K is 3; without it, with the identity.
    /// </param>
    public sealed record Convolution(int Steps = 3, bool SumToOne = false) : SynapticFilter
    {
        private const float FirstLogit = 3;

        internal override string Detail => $"{Steps} steps{(SumToOne ? ", sum 1" : "")}";

        internal override int Products => Steps;

        internal override string? Problem() => Steps >= 2 ? null : $"a filter along time sees at least 2 steps, got {Steps}";

        internal override BuiltFilter Build(LayerScope scope, int channels)
        {
            var weight = scope.Get("weight", ParameterKind.Membrane, new Shape("KC", Steps, channels), (Span<float> values, ref CounterRandom _) => values[..channels].Fill(SumToOne ? FirstLogit : 1));
            return new BuiltFilter(weight, Steps - 1, (x, w, start) => TemporalConvolutionOp.Apply(x, CoefficientsOf(w).Single(), start), (graph, x, constant) => Export(graph, x, [.. WeightsOf(weight.Values, channels).Select(constant)]));
        }

        private protected override IEnumerable<Tensor> CoefficientsOf(Tensor parameter) => [SumToOne ? SoftmaxOp.Apply(parameter, 'K') : parameter];

        /// <summary>The weights of the channels, the present input's first.</summary>
        private float[][] WeightsOf(float[] values, int channels)
        {
            if (!SumToOne)
                return [.. values.Chunk(channels)];
            double[] sums = [.. Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, Steps).Sum(k => Math.Exp(values[k * channels + c])))];
            return [.. values.Chunk(channels).Select(row => row.Select((v, c) => (float)(Math.Exp(v) / sums[c])).ToArray())];
        }

        private static string[] Export(OnnxGraph graph, string[] x, string[] weights)
            => [.. x.Select((_, t) => weights.Take(t + 1).Select((weight, k) => graph.Add("Mul", [x[t - k], weight])).Aggregate((sum, next) => graph.Add("Add", [sum, next])))];
    }

    /// <summary>z[t] = b z[t - 1] + (1 - b) y[t], or b z[t - 1] + y[t], with b = sigmoid of a parameter of each channel, and 0 before the first step.</summary>
    /// <param name="Decay">Start value of b, above 0 and below 1.</param>
    /// <param name="UnitGain">Whether the input is multiplied by 1 - b, so that no charge is made or lost.</param>
    public sealed record FirstOrder(double Decay = 0.25, bool UnitGain = true) : SynapticFilter
    {
        internal override string Detail => $"first order{(UnitGain ? ", sum 1" : "")}";

        internal override int Products => UnitGain ? 2 : 1;

        internal override string? Problem() => Decay is > 0 and < 1 ? null : $"the decay of a synapse must start above 0 and below 1, got {Decay}";

        internal override BuiltFilter Build(LayerScope scope, int channels)
        {
            var logit = scope.Get("decay", ParameterKind.Membrane, new Shape("C", channels), Initialisers.Constant((float)Math.Log(Decay / (1 - Decay))));
            return new BuiltFilter(logit, 1, (x, b, start) =>
            {
                Tensor[] factors = [.. CoefficientsOf(b)];
                return FirstOrderFilterOp.Apply(x, factors[0], factors[1], start);
            }, (graph, x, constant) => Export(graph, x, Array.ConvertAll(logit.Values, b => (float)(1 / (1 + Math.Exp(-b)))), constant));
        }

        private protected override IEnumerable<Tensor> CoefficientsOf(Tensor parameter)
        {
            var (decay, one) = (UnaryOp.Sigmoid(parameter), parameter.Tape.Constant(new Shape("C", 1), [1]));
            return [decay, UnitGain ? BinaryOp.Subtract(one, decay) : one];
        }

        private List<string> Export(OnnxGraph graph, string[] x, float[] decays, Func<float[], string> constant)
        {
            var (decay, gain) = (constant(decays), UnitGain ? constant(Array.ConvertAll(decays, b => 1 - b)) : null);
            List<string> outputs = [];
            foreach (string step in x)
            {
                string input = gain is null ? step : graph.Add("Mul", [step, gain]);
                outputs.Add(outputs.Count == 0 ? input : graph.Add("Add", [graph.Add("Mul", [outputs[^1], decay]), input]));
            }

            return outputs;
        }
    }

    /// <summary>A filter with its parameter.</summary>
    /// <param name="Parameter">The parameter.</param>
    /// <param name="StateSteps">Steps of its state.</param>
    /// <param name="Apply">From input, parameter and state to output and state.</param>
    /// <param name="Export">From the input of each step to its output, in a graph, given how a constant for each channel is written.</param>
    internal sealed record BuiltFilter(
        Parameter Parameter,
        int StateSteps,
        Func<Tensor, Tensor, Tensor?, (Tensor Output, Tensor End)> Apply,
        Func<OnnxGraph, string[], Func<float[], string>, IReadOnlyList<string>> Export);
}

/// <summary>The built layer: <c>weight</c> [K, C], or <c>decay</c> [C].</summary>
public sealed class SynapseLayer : Layer, IOnnxLayer
{
    private readonly SynapticFilter.BuiltFilter _filter;

    internal SynapseLayer(LayerScope scope, Synapse d, FeatureSize input)
        : base(scope, d, input) => _filter = d.Filter.Build(scope, input.Channels);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_filter.Parameter];

    /// <summary>What the parameter comes to: weights [K, C], or the share that is left and the factor of the input.</summary>
    internal IReadOnlyList<float[]> Coefficients => ((Synapse)Description).Filter.CoefficientsOf(_filter.Parameter);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        var parameter = pass.Use(_filter.Parameter);
        return pass.State is null
            ? _filter.Apply(x, parameter, null).Output
            : pass.State.Carry(this, "state", x.Tape, x.Shape.With(0, _filter.StateSteps), start => _filter.Apply(x, parameter, start));
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int channels = Output.Channels;
        return graph.JoinSteps(_filter.Export(graph, graph.SplitSteps(x), values => Output.IsFlat ? graph.Constant(values, 1, channels) : graph.Constant(values, 1, channels, 1, 1)));
    }
}
