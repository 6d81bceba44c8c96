using System.Text.RegularExpressions;
using Saccade.Schema;

namespace Saccade.Networks;

/// <summary>How a kind of layer is written: its name, its keys, their ranges and defaults.</summary>
public sealed partial class LayerKind
{
    private LayerKind(string name, Action<Union<LayerDescription>, NetworkKinds> addTo) => (Name, AddTo) = (name, addTo);

    /// <summary>The name of the kind, for example <c>max-pool</c>.</summary>
    public string Name { get; }

    internal Action<Union<LayerDescription>, NetworkKinds> AddTo { get; }

    /// <summary>A kind of layer.</summary>
    /// <typeparam name="TLayer">Its description.</typeparam>
    /// <param name="name">The name of the kind: small letters, digits and hyphens.</param>
    /// <param name="keys">Its keys besides <c>kind</c> and <c>name</c>.</param>
    public static LayerKind Of<TLayer>(string name, Func<Section<TLayer>> keys)
        where TLayer : LayerDescription => Of<TLayer>(name, _ => keys());

    /// <summary>A kind of layer with layers or neurons inside it.</summary>
    /// <typeparam name="TLayer">Its description.</typeparam>
    /// <param name="name">The name of the kind: small letters, digits and hyphens.</param>
    /// <param name="keys">Its keys besides <c>kind</c> and <c>name</c>, given how layers, neurons and surrogates are written.</param>
    public static LayerKind Of<TLayer>(string name, Func<NetworkKinds, Section<TLayer>> keys)
        where TLayer : LayerDescription
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(keys);
        return new LayerKind(name, (union, kinds) => union.Add(name, Named(keys(kinds))));
    }

    /// <summary>A kind of earlier versions that is read as a layer of today's.</summary>
    internal static LayerKind Former<TLayer>(string name, Func<NetworkKinds, Section<TLayer>> keys)
        where TLayer : LayerDescription => new(name, (union, kinds) => union.AddFormer(name, Named(keys(kinds))));

    private static Section<TLayer> Named<TLayer>(Section<TLayer> section)
        where TLayer : LayerDescription => section.Key(
            "name",
            new OptionalKind<string>(new TextKind("a name: letters, digits, hyphens and underscores", TapName())),
            layer => layer.Name,
            (layer, value) => (TLayer)(layer with { Name = value }),
            "Name under which the output can be asked for.",
            omitsDefault: true);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex TapName();
}
