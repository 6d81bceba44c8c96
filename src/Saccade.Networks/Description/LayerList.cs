using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Saccade.Networks;

/// <summary>An immutable list of layers, equal to another if the layers are.</summary>
[JsonConverter(typeof(Converter))]
[CollectionBuilder(typeof(LayerList), nameof(Create))]
public sealed class LayerList : IReadOnlyList<LayerDescription>, IEquatable<LayerList>
{
    private readonly LayerDescription[] _layers;

    /// <summary>Copies the layers.</summary>
    public LayerList(IEnumerable<LayerDescription> layers) => _layers = [.. layers];

    /// <inheritdoc/>
    public int Count => _layers.Length;

    /// <inheritdoc/>
    public LayerDescription this[int index] => _layers[index];

    /// <summary>For collection expressions.</summary>
    public static LayerList Create(ReadOnlySpan<LayerDescription> layers) => new(layers.ToArray());

    /// <summary>The list with every layer replaced by what <paramref name="replace"/> makes of it, inside residual blocks too.</summary>
    public LayerList Map(Func<LayerDescription, LayerDescription> replace) => new(_layers.Select(layer =>
        layer is LayerDescription.Residual r ? new LayerDescription.Residual(r.Body.Map(replace), r.Shortcut.Map(replace)) : replace(layer)));

    /// <inheritdoc/>
    public bool Equals(LayerList? other) => other is not null && _layers.AsSpan().SequenceEqual(other._layers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerList);

    /// <inheritdoc/>
    public override int GetHashCode() => _layers.Aggregate(17, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<LayerDescription> GetEnumerator() => ((IEnumerable<LayerDescription>)_layers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Converter : JsonConverter<LayerList>
    {
        public override LayerList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var layers = JsonSerializer.Deserialize<LayerDescription?[]>(ref reader, options) ?? throw new JsonException("got null, expected a list of layers");
            int missing = Array.IndexOf(layers, null);
            return missing < 0 ? new LayerList(layers!) : throw new JsonException($"got null as layer {missing} of a list, expected an object with a kind");
        }

        public override void Write(Utf8JsonWriter writer, LayerList value, JsonSerializerOptions options)
            => JsonSerializer.Serialize(writer, value._layers, options);
    }
}
