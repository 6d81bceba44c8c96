using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// Spikes of several levels as binary spikes: M channels take the place of each, and a spike of m is a 1 in the first m of them. A layer with the same weights for all M computes what
/// it did before. <see cref="BinaryExpansion"/> makes such networks.
/// </summary>
/// <remarks>Channel j C + c of the output is min(1, max(0, x - j)) of channel c, j from 0 to M - 1: whole numbers up to M are kept exactly.</remarks>
/// <param name="Levels">M, at least 1.</param>
public sealed record UnaryCode(int Levels = 1) : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "unary code";

    /// <inheritdoc/>
    public override string Detail => $"{Levels} levels";

    internal static LayerKind Kind { get; } = LayerKind.Of("unary-code", () => new Section<UnaryCode>(new UnaryCode()).Means("Spikes of several levels as binary spikes in as many channels.")
        .Key("levels", new WholeKind(1, Kernels.Neurons.NeuronParameters.MostLevels), c => c.Levels, (c, v) => c with { Levels = v }, "M, the most that a spike is, and the channels that take the place of each.", required: true));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfLessThan(Levels, 1);
        return new FeatureSize(input.Height, input.Width, checked(input.Channels * Levels), input.IsFlat);
    }

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new UnaryCodeLayer(scope, this, input);
}

/// <summary>The built layer.</summary>
public sealed class UnaryCodeLayer : Layer, IOnnxLayer
{
    private readonly int _levels;

    /// <summary>M.</summary>
    internal int Levels => _levels;

    internal UnaryCodeLayer(LayerScope scope, UnaryCode d, FeatureSize input)
        : base(scope, d, input) => _levels = d.Levels;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        var top = UnaryOp.Clamp(x, 0, _levels);
        var one = x.Tape.Constant(new Shape(Output.IsFlat ? "F" : "C", 1), [1]);
        var rest = top;
        var channels = new Tensor[_levels];
        for (int j = 0; j < _levels; j++)
        {
            channels[j] = UnaryOp.Clamp(rest, 0, 1);
            rest = BinaryOp.Subtract(rest, one);
        }

        return ConcatenateOp.Apply(Output.IsFlat ? 'F' : 'C', channels);
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var (none, one) = (graph.Constant([0]), graph.Constant([1]));
        return graph.Add("Concat", [.. Enumerable.Range(0, _levels).Select(j => graph.Add("Clip", [graph.Add("Sub", [x, graph.Constant([j])]), none, one]))], ("axis", 1));
    }
}
