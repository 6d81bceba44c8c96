using System.Collections.Immutable;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>The kinds of layers that can be said: an immutable registry.</summary>
public sealed class LayerKinds
{
    private readonly ImmutableArray<LayerKind> _kinds;
    private readonly Union<LayerDescription> _union = new("kind", null);

    private LayerKinds(ImmutableArray<LayerKind> kinds)
    {
        _kinds = kinds;
        List = new LayerListKind(_union, mayBeEmpty: true);
        foreach (var kind in kinds)
            kind.AddTo(_union, List);
        _union.Formerly("pooling", "average-pool or max-pool, with the key kernel");
    }

    /// <summary>The layers of this library.</summary>
    public static LayerKinds Standard { get; } = new(
    [
        Convolution.Kind, Linear.Kind, BatchNorm.Kind, Activation.Kind, Spiking.Kind, Quantised.Kind, Relu.Kind, AveragePool.Kind, MaxPool.Kind, Flatten.Kind,
        Dropout.Kind, Branches.Kind, Branches.Residual,
    ]);

    /// <summary>How a list of layers is said; it may be empty.</summary>
    public Kind<LayerList> List { get; }

    /// <summary>How a list of at least one layer is said.</summary>
    public Kind<LayerList> FilledList => new LayerListKind(_union, mayBeEmpty: false);

    /// <summary>These kinds and one more.</summary>
    /// <param name="kind">A kind whose name is not taken.</param>
    /// <exception cref="ArgumentException">There is a kind of that name.</exception>
    public LayerKinds With(LayerKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _kinds.Any(k => k.Name == kind.Name)
            ? throw new ArgumentException($"there is a kind of layer '{kind.Name}' already; choose another name")
            : new LayerKinds(_kinds.Add(kind));
    }

    /// <summary>Lists of layers as a value of their own type.</summary>
    private sealed class LayerListKind(Kind<LayerDescription> layer, bool mayBeEmpty) : Kind<LayerList>
    {
        private readonly ListKind<LayerDescription> _list = new(layer, mayBeEmpty);

        public override string Expected => _list.Expected;

        public override bool TryRead(Node node, string path, Binding binding, out LayerList value)
        {
            bool read = _list.TryRead(node, path, binding, out var layers);
            value = new LayerList(layers);
            return read;
        }

        public override Node Write(LayerList value) => _list.Write([.. value]);

        public override IEnumerable<KeyDescription> Describe(string path) => _list.Describe(path);
    }
}
