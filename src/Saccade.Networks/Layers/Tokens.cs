using Saccade.Networks.Onnx;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Networks;

/// <summary>
/// The positions of a map as tokens in one column, behind a learned one that is the same for all samples (the class token of Dosovitskiy et al. 2021, arXiv 2010.11929): [H, W, C] to [H W + 1, 1, C], the learned
/// token first, the others row by row.
/// </summary>
public sealed record ClassToken : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "class token";

    internal static LayerKind Kind { get; } = LayerKind.Of("class-token", () => new Section<ClassToken>(new ClassToken()).Means("Positions of a map in one column, behind a learned one."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => new((input.RequireMap().Height * input.Width) + 1, 1, input.Channels);

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new ClassTokenLayer(scope, this, input);
}

/// <summary>The built layer: <c>token</c> [1, 1, C].</summary>
public sealed class ClassTokenLayer : Layer, IOnnxLayer
{
    private const double Deviation = 1e-6; // as the published code begins

    internal ClassTokenLayer(LayerScope scope, ClassToken d, FeatureSize input)
        : base(scope, d, input) => Token = scope.Get("token", ParameterKind.Bias, new Shape("HWC", 1, 1, input.Channels), Initialisers.Normal(Deviation));

    /// <summary>The learned token.</summary>
    public Parameter Token { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Token];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        int steps = x.Shape[0], samples = x.Shape[1];
        var ones = pass.Tape.Constant(new Shape("TNHWC", steps, samples, 1, 1, 1), values => values.Span.Fill(1));
        var column = ReshapeOp.Apply(x, new Shape("TNHWC", steps, samples, Output.Height - 1, 1, Output.Channels));
        return ConcatenateOp.Apply('H', BinaryOp.Multiply(ones, pass.Use(Token)), column);
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        int positions = Output.Height, channels = Output.Channels;
        float[] first = new float[channels * positions];
        for (int c = 0; c < channels; c++)
            first[c * positions] = Token.Values[c];
        string padded = graph.Add("Pad", [graph.Reshape(x, 0, channels, positions - 1, 1), graph.Numbers(0, 0, 1, 0, 0, 0, 0, 0)]);
        return graph.Add("Add", [padded, graph.Constant(first, 1, channels, positions, 1)]);
    }
}

/// <summary>Adds a learned value to each position and channel of a map, the same for all samples and steps (Dosovitskiy et al. 2021, arXiv 2010.11929).</summary>
public sealed record PositionEmbedding : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "position embedding";

    internal static LayerKind Kind { get; } = LayerKind.Of("position-embedding", () => new Section<PositionEmbedding>(new PositionEmbedding()).Means("Adds a learned value to each position and channel."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => input.RequireMap();

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new PositionEmbeddingLayer(scope, this, input);
}

/// <summary>The built layer: <c>embedding</c> [H, W, C].</summary>
public sealed class PositionEmbeddingLayer : Layer, IOnnxLayer
{
    private const double Deviation = 0.02; // as the published code begins

    internal PositionEmbeddingLayer(LayerScope scope, PositionEmbedding d, FeatureSize input)
        : base(scope, d, input)
        => Embedding = scope.Get("embedding", ParameterKind.Bias, new Shape("HWC", input.Height, input.Width, input.Channels), Initialisers.Normal(Deviation));

    /// <summary>What is added.</summary>
    public Parameter Embedding { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Embedding];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return BinaryOp.Add(x, pass.Use(Embedding));
    }

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string channelsLast = graph.Constant(Embedding.Values, 1, Output.Height, Output.Width, Output.Channels);
        return graph.Add("Add", [x, graph.Add("Transpose", [channelsLast], ("perm", [0, 3, 1, 2]))]);
    }
}

/// <summary>The channels of the first position of a map as flat features, [H, W, C] to [C]: of tokens, the class token.</summary>
public sealed record FirstPosition : LayerDescription
{
    /// <inheritdoc/>
    public override string Title => "first position";

    internal static LayerKind Kind { get; } = LayerKind.Of("first-position", () => new Section<FirstPosition>(new FirstPosition()).Means("The channels of the first position alone, flat."));

    /// <inheritdoc/>
    public override FeatureSize OutputOf(FeatureSize input) => FeatureSize.Flat(input.RequireMap().Channels);

    /// <inheritdoc/>
    public override Layer Build(LayerScope scope, FeatureSize input) => new FirstPositionLayer(scope, this, input);
}

/// <summary>The built layer.</summary>
public sealed class FirstPositionLayer : Layer, IOnnxLayer
{
    internal FirstPositionLayer(LayerScope scope, FirstPosition d, FeatureSize input)
        : base(scope, d, input)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => ReshapeOp.Flatten(SliceOp.Apply(SliceOp.Apply(x, 'H', 0, 1), 'W', 0, 1));

    /// <inheritdoc/>
    public string Export(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Reshape(graph.Add("Slice", [x, graph.Numbers(0, 0), graph.Numbers(1, 1), graph.Numbers(2, 3)]), 0, Output.Channels);
    }
}
