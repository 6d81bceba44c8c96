using Saccade.Kernels.Elementwise;
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

    internal Gradients(BufferPool pool) => _pool = pool;

    /// <summary>Whether the parameter has a gradient.</summary>
    public bool Has(Parameter parameter) => _buffers.ContainsKey(parameter);

    /// <summary>The gradient of a parameter; the optimiser may scale it in place.</summary>
    /// <exception cref="ArgumentException">The loss does not depend on the parameter.</exception>
    public Span<float> Of(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return _buffers.TryGetValue(parameter, out var buffer)
            ? buffer.Span
            : throw new ArgumentException($"parameter {parameter} has no gradient: the loss does not depend on it, or it is frozen", nameof(parameter));
    }

    /// <summary>The gradient of a variable of the tape.</summary>
    /// <exception cref="ArgumentException">The loss does not depend on the tensor.</exception>
    public ReadOnlySpan<float> Of(Tensor variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return _buffers.TryGetValue(variable, out var buffer)
            ? buffer.Span
            : throw new ArgumentException($"a tensor of shape {variable.Shape} has no gradient: the loss does not depend on it", nameof(variable));
    }

    /// <summary>Adds the gradients of another pass, of the same parameters and of others; the other ones are left as they are.</summary>
    /// <param name="other">Gradients that were made with the same engine.</param>
    public void Add(Gradients other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (key, theirs) in other._buffers)
        {
            if (_buffers.TryGetValue(key, out var mine))
            {
                ElementwiseKernels.Binary(BinaryFunction.Add, mine.Span, theirs.Span, mine.Span);
                continue;
            }

            var copy = _pool.Rent(theirs.Span.Length);
            theirs.Span.CopyTo(copy.Span);
            _buffers.Add(key, copy);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var buffer in _buffers.Values)
            _pool.Return(buffer);
        _buffers.Clear();
    }

    internal void Add(Tensor tensor, Buffer gradient) => _buffers.Add(tensor.Parameter is { } p ? p : tensor, gradient);
}
