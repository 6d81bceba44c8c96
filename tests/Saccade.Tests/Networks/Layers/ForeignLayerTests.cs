using Saccade.Networks;
using Saccade.Schema;
using Saccade.Tensors;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Xunit;

namespace Saccade.Tests.Networks.Layers;

/// <summary>A layer that the library does not know, made of its public parts.</summary>
public sealed class ForeignLayerTests : IDisposable
{
    private readonly Engine _engine = new(1);

    private static NetworkKinds Kinds { get; } = NetworkKinds.Standard.WithLayer(LayerKind.Of("gain", () => new Section<Gain>(new Gain(1))
        .Key("factor", SingleKind.Positive, g => g.Factor, (g, v) => g with { Factor = v }, "Start value.", required: true)));

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Json_OfALayerOfAnotherAssembly_ReadsBackEqual()
    {
        var description = Nets.Of(new Gain(2.5f) { Name = "g" }, new Flatten(), new Linear(3));

        Assert.Contains("""{"kind":"gain","factor":2.5,"name":"g"}""", description.ToJson(Kinds), StringComparison.Ordinal);
        Assert.Equal(description, NetworkDescription.FromJson(description.ToJson(Kinds), Kinds));
        Assert.Contains("got a Gain, which has no name here", Assert.Throws<ArgumentException>(() => description.ToJson()).Message, StringComparison.Ordinal);
        Assert.Contains("layers.0.kind: got text \"gain\"", Assert.Throws<FormatException>(() => NetworkDescription.FromJson(description.ToJson(Kinds))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_UsesItsParameter()
    {
        var network = Network.Create(Nets.Of(new Gain(2), new Flatten(), new Linear(3)), 1);
        float[] frames = Nets.Frames(2, 1, 3);

        Assert.Equal([.. frames.Select(x => 2 * x)], Nets.Output(_engine, network, "0", 2, 1, frames));
        Assert.Equal(("0.factor", 2f), (network.Parameters[0].Name, network.Parameters[0].Values[0]));
    }

    [Fact]
    public void With_NameThatIsTaken_IsRefused()
        => Assert.Throws<ArgumentException>(() => NetworkKinds.Standard.WithLayer(LayerKind.Of("relu", () => new Section<Relu>(new Relu()))));

    private sealed record Gain(float Factor) : LayerDescription
    {
        public override string Title => "gain";

        public override FeatureSize OutputOf(FeatureSize input) => input;

        public override Layer Build(LayerScope scope, FeatureSize input) => new GainLayer(scope, this, input);
    }

    private sealed class GainLayer : Layer
    {
        private readonly Parameter _factor;

        public GainLayer(LayerScope scope, Gain gain, FeatureSize input)
            : base(scope, gain, input)
            => _factor = scope.Get("factor", ParameterKind.Weight, new Shape("F", 1), Initialisers.Constant(gain.Factor));

        public override IReadOnlyList<Parameter> Parameters => [_factor];

        public override Tensor Forward(Tensor x, ForwardPass pass) => UnaryOp.Scale(x, pass.Use(_factor).Values[0]);
    }
}
