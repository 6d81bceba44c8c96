using Saccade.Tensors;
using Saccade.Tensors.Autograd;

namespace Saccade.Networks;

/// <summary>
/// What the layers of a network carry from call to call, such as membrane potentials: explicit, so that nothing has to be
/// remembered to be reset. A new state starts every layer afresh. Belongs to one network and one stream of samples.
/// </summary>
/// <remarks>
/// Calls on one tape pass the tensors themselves on, and gradients through them: back-propagation through time in pieces is
/// that over all steps. A call on another tape gets copies of the values, which are constant: with a tape for each piece,
/// back-propagation is truncated, and the memory of a piece goes with its tape.
/// </remarks>
public sealed class NetworkState
{
    private readonly Dictionary<(Layer Layer, string Name), Entry> _entries = [];

    private readonly Dictionary<Layer, int> _steps = [];

    /// <summary>Forgets everything: the next call starts afresh.</summary>
    public void Reset()
    {
        _entries.Clear();
        _steps.Clear();
    }

    /// <summary>Counts the time steps that a layer sees; for layers that treat them differently.</summary>
    /// <param name="layer">Whose steps.</param>
    /// <param name="steps">Steps of this call.</param>
    /// <returns>Steps of all calls before it.</returns>
    public int Advance(Layer layer, int steps)
    {
        ArgumentNullException.ThrowIfNull(layer);
        int before = _steps.GetValueOrDefault(layer);
        _steps[layer] = before + steps;
        return before;
    }

    /// <summary>The state in which the last call left a layer.</summary>
    /// <param name="layer">Whose state.</param>
    /// <param name="name">Which of its states.</param>
    /// <param name="tape">The tape of this call.</param>
    /// <param name="shape">The shape that this call needs.</param>
    /// <returns>The state on that tape, or null at the first call.</returns>
    /// <exception cref="ArgumentException">The state does not have the expected shape.</exception>
    public Tensor? Get(Layer layer, string name, Tape tape, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(shape);
        if (!_entries.TryGetValue((layer, name), out var entry))
            return null;
        if (!entry.Shape.Equals(shape))
            throw new ArgumentException($"layer {layer.Path}: the state holds {name} of shape {entry.Shape} but this call needs {shape}; use one state for each stream of samples");
        return entry.Tensor?.Tape == tape ? entry.Tensor : tape.Constant(shape, entry.Values);
    }

    /// <summary>Keeps the state in which this call leaves a layer.</summary>
    /// <param name="layer">Whose state.</param>
    /// <param name="name">Which of its states.</param>
    /// <param name="value">The state; not to be released.</param>
    public void Set(Layer layer, string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(value);
        float[] values = _entries.TryGetValue((layer, name), out var last) && last.Values.Length == value.Shape.Count ? last.Values : new float[value.Shape.Count];
        value.Values.CopyTo(values); // the tape may be gone, or have given the memory back, when the next call asks
        _entries[(layer, name)] = new Entry(value.Shape, values, value.Tape.IsRecording ? value : null);
    }

    /// <summary>Runs an operation from the state in which the last call left a layer, and keeps the state in which it ends.</summary>
    /// <param name="layer">Whose state.</param>
    /// <param name="name">Which of its states.</param>
    /// <param name="tape">The tape of this call.</param>
    /// <param name="shape">The shape of the state.</param>
    /// <param name="operation">Makes output and end from the start, which is null at the first call.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">The state does not have the expected shape.</exception>
    public Tensor Carry(Layer layer, string name, Tape tape, Shape shape, Func<Tensor?, (Tensor Output, Tensor End)> operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var start = Get(layer, name, tape, shape);
        var (output, end) = operation(start);
        Set(layer, name, end);
        if (!tape.IsRecording)
        {
            tape.Release(end);
            if (start is not null)
                tape.Release(start);
        }

        return output;
    }

    private sealed record Entry(Shape Shape, float[] Values, Tensor? Tensor);
}
