using System.Collections.Immutable;
using Saccade.Kernels.Neurons;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>The kinds of layers, neurons and surrogates that can be named in recipes and model files: an immutable registry.</summary>
public sealed class NetworkKinds
{
    private readonly ImmutableArray<LayerKind> _layers;
    private readonly ImmutableArray<Named<NeuronModel>> _neurons;
    private readonly ImmutableArray<Named<Surrogate>> _surrogates;
    private readonly Union<LayerDescription> _layer = new("kind", null);
    private readonly Union<NeuronModel> _neuron = new("kind", null);
    private readonly Union<Surrogate> _surrogate = SurrogateKinds.Standard();

    /// <summary>Some layers, and the neurons and surrogates of this library.</summary>
    internal NetworkKinds(params ReadOnlySpan<LayerKind> layers)
        : this([.. layers], [], [])
    {
    }

    private NetworkKinds(ImmutableArray<LayerKind> layers, ImmutableArray<Named<NeuronModel>> neurons, ImmutableArray<Named<Surrogate>> surrogates)
    {
        (_layers, _neurons, _surrogates) = (layers, neurons, surrogates);
        Layers = new LayerListKind(_layer, mayBeEmpty: true);
        FilledLayers = new LayerListKind(_layer, mayBeEmpty: false);
        foreach (var surrogate in surrogates)
            surrogate.AddTo(_surrogate, this);
        foreach (var neuron in neurons)
            neuron.AddTo(_neuron, this);
        foreach (var layer in layers)
            layer.AddTo(_layer, this);
        _layer.Formerly("pooling", "average-pool or max-pool, with the key kernel");
    }

    /// <summary>How a list of layers is written; it may be empty.</summary>
    public Kind<LayerList> Layers { get; }

    /// <summary>How a list of at least one layer is written.</summary>
    public Kind<LayerList> FilledLayers { get; }

    /// <summary>How a surrogate is written.</summary>
    public Kind<Surrogate> Surrogates => _surrogate;

    /// <summary>How a neuron is written.</summary>
    /// <param name="defaults">The values of keys that are not given, for the neurons of this library.</param>
    public Kind<NeuronModel> Neurons(NeuronDescription defaults) => new NeuronModelKind(NeuronDescription.Keys(defaults, _surrogate), _neuron);

    /// <summary>These kinds and one more layer.</summary>
    /// <param name="kind">A kind whose name is not taken.</param>
    /// <exception cref="ArgumentException">There is a kind of that name.</exception>
    public NetworkKinds WithLayer(LayerKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        RequireFree("layer", kind.Name, _layers.Select(k => k.Name));
        return new NetworkKinds(_layers.Add(kind), _neurons, _surrogates);
    }

    /// <summary>These kinds and one more neuron.</summary>
    /// <typeparam name="TNeuron">Its description.</typeparam>
    /// <param name="name">A name that is not taken: small letters, digits and hyphens.</param>
    /// <param name="keys">Its keys besides <c>kind</c>, given how surrogates are written.</param>
    /// <exception cref="ArgumentException">There is a kind of that name.</exception>
    public NetworkKinds WithNeuron<TNeuron>(string name, Func<NetworkKinds, Section<TNeuron>> keys)
        where TNeuron : NeuronModel
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(keys);
        RequireFree("neuron", name, [.. Enum.GetValues<NeuronKind>().Select(k => KebabCase.Of(k.ToString())), .. _neurons.Select(k => k.Name)]);
        return new NetworkKinds(_layers, _neurons.Add(new(name, (union, kinds) => union.Add(name, keys(kinds)))), _surrogates);
    }

    /// <summary>These kinds and one more surrogate.</summary>
    /// <typeparam name="TSurrogate">The surrogate.</typeparam>
    /// <param name="name">A name that is not taken: small letters, digits and hyphens.</param>
    /// <param name="keys">Its keys besides <c>kind</c>.</param>
    /// <exception cref="ArgumentException">There is a kind of that name.</exception>
    public NetworkKinds WithSurrogate<TSurrogate>(string name, Func<Section<TSurrogate>> keys)
        where TSurrogate : CustomSurrogate
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(keys);
        RequireFree("surrogate", name, _surrogate.Names);
        return new NetworkKinds(_layers, _neurons, _surrogates.Add(new(name, (union, _) => union.Add(name, keys()))));
    }

    private static void RequireFree(string what, string name, IEnumerable<string> taken)
    {
        if (taken.Contains(name))
            throw new ArgumentException($"there is a kind of {what} '{name}' already; choose another name");
    }

    private sealed record Named<T>(string Name, Action<Union<T>, NetworkKinds> AddTo)
        where T : class;

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

        // A list inside an entry of a list holds the same layers, which are described once.
        public override IEnumerable<KeyDescription> Describe(string path) => path.Contains(".N.", StringComparison.Ordinal) ? [] : _list.Describe(path);

        public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => _list.ToJsonSchema(definitions);
    }

    /// <summary>A neuron of this library, all kinds of which have the same keys, or one of those that were added.</summary>
    private sealed class NeuronModelKind(Section<NeuronDescription> own, Union<NeuronModel> added) : Kind<NeuronModel>
    {
        private const string Discriminator = "kind";

        private readonly string[] _names = [.. Enum.GetNames<NeuronKind>().Select(KebabCase.Of), .. added.Names];

        public override string Expected => own.Expected;

        public override bool TryRead(Node node, string path, Binding binding, out NeuronModel value)
        {
            value = default!;
            if (node is MapNode map && map.Find(Discriminator) is ScalarNode kind)
            {
                if (added.Names.Contains(kind.Text))
                    return added.TryRead(node, path, binding, out value);
                if (!_names.Contains(kind.Text))
                    return binding.Refuse(kind, Binding.Below(path, Discriminator), Nearest.OneOf(kind.Text, _names));
            }

            bool read = own.TryRead(node, path, binding, out var neuron);
            value = neuron;
            return read;
        }

        public override Node Write(NeuronModel value) => value is NeuronDescription neuron ? own.Write(neuron) : added.Write(value);

        public override IEnumerable<KeyDescription> Describe(string path)
        {
            if (added.Names.Count == 0)
                return own.Describe(path);
            string at = Binding.Below(path, Discriminator);
            var others = added.Describe(path).ToArray();
            var alternatives = others.First(key => key.Path == at).Alternatives;
            return [.. own.Describe(path).Select(key => key.Path == at ? key with { Expected = string.Join(" | ", _names), Alternatives = alternatives } : key), .. others.Where(key => key.Path != at)];
        }

        public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => definitions.Refer(this, "neuron", () => Either(own.ToJsonSchema(definitions), definitions));

        private MapNode Either(MapNode ours, JsonSchemaDefinitions definitions)
        {
            if (added.Names.Count == 0)
                return ours;
            var either = new MapNode();
            either.Add("anyOf", new ListNode { Items = [ours, added.ToJsonSchema(definitions)] });
            return either;
        }
    }
}
