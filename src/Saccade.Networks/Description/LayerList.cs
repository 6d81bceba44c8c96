using System.Collections;
using System.Runtime.CompilerServices;
using Saccade.Files;

namespace Saccade.Networks;

/// <summary>An immutable list of layers, equal to another if the layers are.</summary>
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

    /// <summary>The list with every layer replaced by what <paramref name="replace"/> makes of it, those inside other layers too.</summary>
    public LayerList Map(Func<LayerDescription, LayerDescription> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        return new LayerList(_layers.Select(layer => replace(layer.MapInside(replace))));
    }

    /// <summary>The names of layers that have one, those inside other layers too.</summary>
    public IEnumerable<string> Names() => _layers.SelectMany(layer => layer.Inner.SelectMany(path => path.Layers.Names()).Prepend(layer.Name ?? "")).Where(name => name.Length > 0);

    /// <summary>What is wrong with running the layers over time, those inside other layers too: the first answer of <see cref="LayerDescription.ProblemOver"/>, or null.</summary>
    /// <param name="steps">Time steps of a sample.</param>
    /// <param name="inPieces">Whether they come in several calls.</param>
    public string? ProblemOver(int steps, bool inPieces) => _layers
        .SelectMany(layer => layer.Inner.Select(path => path.Layers.ProblemOver(steps, inPieces)).Prepend(layer.ProblemOver(steps, inPieces)))
        .FirstOrDefault(problem => problem is not null);

    /// <summary>Every layer that can be tapped, those inside other layers after them: its path, its name and what it emits.</summary>
    /// <param name="input">Extents of what the first one gets.</param>
    /// <exception cref="ArgumentException">The layers do not fit each other; the message names the layer and the shapes.</exception>
    public IEnumerable<TapPoint> Taps(FeatureSize input) => Taps(input, "");

    private IEnumerable<TapPoint> Taps(FeatureSize input, string prefix)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            var (layer, from) = (_layers[i], input);
            input = At(i, layer, from, layer.OutputOf);
            yield return new TapPoint(prefix + i, layer.Name, input);
            foreach (var point in layer.Inner.SelectMany(path => path.Layers.Taps(from, $"{prefix}{i}.{path.Name}.")))
                yield return point;
        }
    }

    /// <summary>Extents of what the last layer emits for a frame.</summary>
    /// <param name="input">Extents of what the first one gets.</param>
    /// <exception cref="ArgumentException">The layers do not fit each other; the message names the layer and the shapes.</exception>
    public FeatureSize OutputOf(FeatureSize input)
    {
        for (int i = 0; i < _layers.Length; i++)
            input = At(i, _layers[i], input, _layers[i].OutputOf);
        return input;
    }

    /// <summary>Builds the layers, each on what the one before emits.</summary>
    /// <param name="scope">Where they ask for their parameters.</param>
    /// <param name="input">Extents of what the first one gets.</param>
    /// <exception cref="ArgumentException">The layers do not fit each other; the message names the layer and the shapes.</exception>
    public IReadOnlyList<Layer> Build(LayerScope scope, FeatureSize input)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var layers = new List<Layer>();
        for (int i = 0; i < _layers.Length; i++)
        {
            var part = scope.Sub(i.ToString());
            layers.Add(At(i, _layers[i], input, size => _layers[i].Build(part, size)));
            input = layers[^1].Output;
        }

        return layers;
    }

    /// <inheritdoc/>
    public bool Equals(LayerList? other) => other is not null && _layers.AsSpan().SequenceEqual(other._layers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerList);

    /// <inheritdoc/>
    public override int GetHashCode() => _layers.Aggregate(17, HashCode.Combine);

    /// <summary>The layers in brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", (object[])_layers)}]";

    /// <inheritdoc/>
    public IEnumerator<LayerDescription> GetEnumerator() => ((IEnumerable<LayerDescription>)_layers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static T At<T>(int index, LayerDescription layer, FeatureSize input, Func<FeatureSize, T> ask)
    {
        try
        {
            return ask(input);
        }
        catch (LayerException e)
        {
            throw e.Below(index.ToString());
        }
        catch (ArgumentException e)
        {
            throw new LayerException(index.ToString(), $"({layer}) on input {input}: {ErrorText.Of(e)}", e);
        }
    }
}

/// <summary>A layer whose output can be asked for.</summary>
/// <param name="Path">Where it stands, for example <c>4.body.0</c>.</param>
/// <param name="Name">Its name, or null.</param>
/// <param name="Size">Extents of what it emits for a frame.</param>
public sealed record TapPoint(string Path, string? Name, FeatureSize Size);
