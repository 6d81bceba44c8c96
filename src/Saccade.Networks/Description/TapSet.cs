using Saccade.Tensors;

namespace Saccade.Networks;

/// <summary>
/// Outputs of layers that are kept in a forward pass, for losses, pictures and profiles. A tap is the name of a layer or its path, for example <c>features</c> or
/// <c>4.body.0</c>. While the tape records, gradients pass through what is kept.
/// </summary>
/// <param name="names">The taps to keep.</param>
public sealed class TapSet(params IEnumerable<string> names)
{
    private readonly HashSet<string> _names = [.. names];
    private readonly Dictionary<string, Tensor> _kept = [];

    /// <summary>What a layer emitted in the pass, [T, N, H, W, C] or [T, N, F].</summary>
    /// <param name="name">One of the taps that were asked for.</param>
    /// <exception cref="ArgumentException">It was not asked for, or the network has no layer of that name or path, or the pass has not come to it.</exception>
    public Tensor this[string name] => _kept.TryGetValue(name, out var tensor)
        ? tensor
        : throw new ArgumentException($"got no output of a layer '{name}', expected one of those kept in this pass: {(_kept.Count == 0 ? "none" : string.Join(", ", _kept.Keys))}", nameof(name));

    /// <summary>Keeps the output of a layer if it was asked for.</summary>
    /// <returns>Whether it was.</returns>
    internal bool Keep(Layer layer, Tensor output)
    {
        bool byPath = Keep(layer.Path, output), byName = layer.Description.Name is { } name && Keep(name, output);
        return byPath || byName;
    }

    private bool Keep(string name, Tensor output) => _names.Contains(name) && _kept.TryAdd(name, output);
}
