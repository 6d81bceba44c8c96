using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Autograd;

/// <summary>
/// The result of a backward pass: a gradient for each parameter and variable that was reached. Nothing on the parameters
/// themselves changes, so there is nothing to reset between steps.
/// </summary>
public sealed class Gradients : IDisposable
{
    private readonly BufferPool _pool;
    private readonly Dictionary<object, Buffer> _buffers = [];
    private readonly Dictionary<Buffer, float[]> _copies = [];

    internal Gradients(BufferPool pool) => _pool = pool;

    /// <summary>Whether the parameter has a gradient.</summary>
    public bool Has(Parameter parameter) => _buffers.ContainsKey(parameter);

    /// <summary>The gradient of a parameter; the optimiser may scale it in place. An engine that does not work in the host's memory copies it out once.</summary>
    /// <exception cref="ArgumentException">The loss does not depend on the parameter.</exception>
    public Span<float> Of(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return _buffers.TryGetValue(parameter, out var buffer)
            ? OnHost(buffer)
            : throw new ArgumentException($"parameter {parameter} has no gradient: the loss does not depend on it, or it is frozen", nameof(parameter));
    }

    /// <summary>The gradient of a variable of the tape.</summary>
    /// <exception cref="ArgumentException">The loss does not depend on the tensor.</exception>
    public ReadOnlySpan<float> Of(Tensor variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return _buffers.TryGetValue(variable, out var buffer)
            ? OnHost(buffer)
            : throw new ArgumentException($"a tensor of shape {variable.Shape} has no gradient: the loss does not depend on it", nameof(variable));
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var buffer in _buffers.Values)
            _pool.Return(buffer);
        _buffers.Clear();
        _copies.Clear();
    }

    internal void Add(Tensor tensor, Buffer gradient) => _buffers.Add(tensor.Parameter is { } p ? p : tensor, gradient);

    private Span<float> OnHost(Buffer buffer)
    {
        if (buffer.Storage.Block is HostBlock host)
            return host.Open(buffer.Storage.Start, buffer.Storage.Length);
        if (!_copies.TryGetValue(buffer, out float[]? copy))
            _copies.Add(buffer, copy = buffer.Storage.Values.ToArray());
        return copy;
    }
}
