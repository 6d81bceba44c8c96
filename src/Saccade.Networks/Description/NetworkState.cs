namespace Saccade.Networks;

/// <summary>
/// The membrane potentials of a network between calls: explicit, so that nothing has to be remembered to be reset. A new
/// state starts every neuron at its start potential. Belongs to one network and one stream of samples.
/// </summary>
public sealed class NetworkState
{
    private readonly Dictionary<Layer, float[]> _potentials = [];

    /// <summary>Forgets everything: the next call starts afresh.</summary>
    public void Reset() => _potentials.Clear();

    internal float[] Potentials(Layer layer, int count, float start)
    {
        if (!_potentials.TryGetValue(layer, out float[]? potentials))
        {
            potentials = new float[count];
            Array.Fill(potentials, start);
            _potentials.Add(layer, potentials);
        }

        return potentials.Length == count
            ? potentials
            : throw new ArgumentException($"layer {layer.Path}: the state holds {potentials.Length} potentials but this call has {count} neurons; use one state per stream");
    }
}
