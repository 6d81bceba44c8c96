using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Temporal-channel joint attention (TCJA, Zhu et al. 2022, arXiv 2206.10177): each map is multiplied by a gate for its step t and channel c, the same at all positions. With the mean
/// Z [T, C] over positions, the gate is sigmoid(A * B): A is a convolution of Z along the channels that mixes all steps, B one along the steps that mixes all channels. Both
/// keep the extents, have no bias, and begin floor((k - 1) / 2) before their place.
/// </summary>
/// <remarks>A gate sees all steps, later ones too: a decision after k steps of such a network still knows the frames after them.</remarks>
/// <param name="Steps">Time steps T of the network.</param>
/// <param name="StepKernel">Channels that A sees at a time; T x T weights for each.</param>
/// <param name="ChannelKernel">Steps that B sees at a time; C x C weights for each.</param>
/// <param name="Gate">What the gate is made of.</param>
public sealed record Tcja(int Steps, int StepKernel = 4, int ChannelKernel = 4, TcjaGate Gate = TcjaGate.Joint) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "TCJA";

    /// <inheritdoc/>
    public override string Detail => $"{KebabCase.Of(Gate.ToString())} gate, {Steps} steps, kernels {StepKernel} and {ChannelKernel}";

    internal static LayerKind Kind { get; } = LayerKind.Of("tcja", () => new Section<Tcja>(new Tcja(1)).Means("A gate for each step and channel, made of the means of all steps.")
        .Key("steps", new WholeKind(1, 4096), t => t.Steps, (t, v) => t with { Steps = v }, "Time steps of the network.", required: true)
        .Key("step-kernel", new WholeKind(1, 255), t => t.StepKernel, (t, v) => t with { StepKernel = v }, "Channels that the convolution which mixes the steps sees at a time.")
        .Key("channel-kernel", new WholeKind(1, 255), t => t.ChannelKernel, (t, v) => t with { ChannelKernel = v }, "Steps that the convolution which mixes the channels sees at a time.")
        .Key("gate", new ChoiceKind<TcjaGate>(), t => t.Gate, (t, v) => t with { Gate = v }, "joint: both convolutions. steps or channels: the one that mixes these, alone."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        if (Steps < 1 || StepKernel < 1 || ChannelKernel < 1)
            throw new ArgumentException($"steps and kernels must be at least 1, got {Steps}, {StepKernel} and {ChannelKernel}");
        return input.RequireMap();
    }

    /// <inheritdoc/>
    public override long MultiplyAddsOf(FeatureSize input)
        => (Mixes(TcjaGate.Steps) ? (long)Steps * StepKernel * input.Channels : 0) + (Mixes(TcjaGate.Channels) ? (long)input.Channels * input.Channels * ChannelKernel : 0);

    /// <inheritdoc/>
    public override string? ProblemOver(int steps, bool inPieces)
        => inPieces ? "a TCJA gate sees all time steps at once, and they come in pieces"
            : steps == Steps ? null : $"a TCJA gate is made for {Steps} time steps, and there are {steps}";

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new TcjaLayer(scope, this, input);

    /// <summary>Whether the convolution that mixes these is a part of the gate.</summary>
    internal bool Mixes(TcjaGate what) => Gate == TcjaGate.Joint || Gate == what;
}

/// <summary>What a TCJA gate is made of.</summary>
public enum TcjaGate
{
    /// <summary>sigmoid(A * B).</summary>
    Joint,

    /// <summary>sigmoid(A): the convolution that mixes the steps (CLA in the published code).</summary>
    Steps,

    /// <summary>sigmoid(B): the convolution that mixes the channels (TLA in the published code).</summary>
    Channels,
}

/// <summary>The built gate: <c>step_weight</c> [T, k T] and <c>channel_weight</c> [k C, C], the second axis of the first and the first of the second with the place in the kernel outside.</summary>
public sealed class TcjaLayer : Layer, IOnnxLayer
{
    private readonly Tcja _description;

    internal TcjaLayer(LayerScope scope, Tcja d, FeatureSize input)
        : base(scope, d, input)
    {
        _description = d;
        if (d.Mixes(TcjaGate.Steps))
            StepWeight = Weight(scope, "step_weight", new Shape("TS", d.Steps, d.StepKernel * d.Steps), d.StepKernel * d.Steps);
        if (d.Mixes(TcjaGate.Channels))
            ChannelWeight = Weight(scope, "channel_weight", new Shape("IO", d.ChannelKernel * input.Channels, input.Channels), d.ChannelKernel * input.Channels);
    }

    /// <summary>Weight of the convolution that mixes the steps, or null.</summary>
    public Parameter? StepWeight { get; }

    /// <summary>Weight of the convolution that mixes the channels, or null.</summary>
    public Parameter? ChannelWeight { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [.. new[] { StepWeight, ChannelWeight }.OfType<Parameter>()];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are other steps than those it is made for.</exception>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        var (steps, samples, channels) = (x.Shape[0], x.Shape[1], x.Shape[^1]);
        if (_description.ProblemOver(steps, inPieces: false) is { } problem)
            throw new ArgumentException($"layer {Path}: {problem}");
        var mean = ReshapeOp.Apply(ReduceOp.Mean(x, "HW"), new Shape("TNF", steps, samples, channels));
        Tensor?[] maps = [StepWeight is null ? null : MixSteps(mean, pass.Use(StepWeight)), ChannelWeight is null ? null : MixChannels(mean, pass.Use(ChannelWeight))];
        var gate = UnaryOp.Sigmoid(maps.OfType<Tensor>().Aggregate(BinaryOp.Multiply));
        return BinaryOp.Multiply(x, ReshapeOp.Apply(gate, new Shape("TNC", steps, samples, channels)));
    }

    private static Parameter Weight(LayerScope scope, string name, Shape shape, int inputs) => scope.Get(name, ParameterKind.Weight, shape, Initialisers.Uniform(1 / Math.Sqrt(inputs)));

    private Tensor MixSteps(Tensor mean, Tensor weight)
        => MatrixProductOp.Apply(weight, ConcatenateOp.Apply('T', Shifted(mean, 'F', _description.StepKernel)));

    private Tensor MixChannels(Tensor mean, Tensor weight) => LinearOp.Apply(ConcatenateOp.Apply('F', Shifted(mean, 'T', _description.ChannelKernel)), weight, null);

    /// <summary>What each place of a kernel along an axis sees, zeros outside.</summary>
    private static Tensor[] Shifted(Tensor x, char axis, int kernel)
    {
        int index = x.Shape.Axes.IndexOf(axis, StringComparison.Ordinal), extent = x.Shape[index], before = (kernel - 1) / 2;
        var padded = ConcatenateOp.Apply(axis, [.. Zeros(before), x, .. Zeros(kernel - 1 - before)]);
        return [.. Enumerable.Range(0, kernel).Select(k => SliceOp.Apply(padded, axis, k, extent))];

        Tensor[] Zeros(int count) => count == 0 ? [] : [x.Tape.Constant(x.Shape.With(index, count), values => values.Span.Clear())];
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int steps = graph.Steps, channels = Output.Channels;
        string mean = graph.Reshape(graph.Add("GlobalAveragePool", [x]), steps, -1, channels);
        string?[] maps =
        [
            StepWeight is null ? null : Mix(graph, mean, [1, 0, 2], StepWeight.Values, (o, i, k) => o * _description.StepKernel * steps + k * steps + i, steps, _description.StepKernel, [1, 0, 2]),
            ChannelWeight is null ? null : Mix(graph, mean, [1, 2, 0], ChannelWeight.Values, (o, i, k) => (k * channels + i) * channels + o, channels, _description.ChannelKernel, [2, 0, 1]),
        ];
        string gate = graph.Add("Sigmoid", [maps.OfType<string>().Aggregate((product, next) => graph.Add("Mul", [product, next]))]);
        return graph.Add("Mul", [x, graph.Reshape(gate, -1, channels, 1, 1)]);
    }

    /// <summary>A convolution along the last axis that mixes all of the middle one, extents kept.</summary>
    private static string Mix(OnnxGraph graph, string mean, int[] order, float[] weight, Func<int, int, int, int> index, int mixed, int kernel, int[] back)
    {
        float[] values = [.. from o in Enumerable.Range(0, mixed) from i in Enumerable.Range(0, mixed) from k in Enumerable.Range(0, kernel) select weight[index(o, i, k)]];
        int before = (kernel - 1) / 2;
        string y = graph.Add("Conv", [graph.Add("Transpose", [mean], ("perm", order)), graph.Constant(values, mixed, mixed, kernel)], ("kernel_shape", [kernel]), ("pads", [before, kernel - 1 - before]));
        return graph.Add("Transpose", [y], ("perm", back));
    }
}
