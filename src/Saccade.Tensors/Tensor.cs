using Saccade.Tensors.Autograd;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors;

/// <summary>
/// A dense float32 value made on a <see cref="Tape"/>: contiguous, row-major, immutable for everyone but the operation
/// that makes it. Its memory goes back to the pool with the tape, or earlier where it is no longer needed.
/// </summary>
public sealed class Tensor
{
    private Buffer? _buffer;

    internal Tensor(Tape tape, Shape shape, Buffer buffer, bool requiresGradient)
    {
        Tape = tape;
        Shape = shape;
        _buffer = buffer;
        RequiresGradient = requiresGradient;
    }

    /// <summary>Axes and extents.</summary>
    public Shape Shape { get; }

    /// <summary>Whether a gradient with respect to this tensor will be needed.</summary>
    public bool RequiresGradient { get; }

    /// <summary>The tape it was made on.</summary>
    public Tape Tape { get; }

    /// <summary>The values.</summary>
    /// <exception cref="ObjectDisposedException">The memory has gone back to the pool.</exception>
    public ReadOnlySpan<float> Values => Memory.Span;

    /// <summary>The parameter that this tensor shows, or null.</summary>
    internal Parameter? Parameter { get; init; }

    internal Memory<float> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null && Parameter is null, this);
            return Parameter is null ? _buffer!.Memory : Parameter.Values;
        }
    }

    /// <summary>Takes the memory away, for it to be returned or to serve another tensor.</summary>
    internal Buffer? Surrender()
    {
        var buffer = _buffer;
        _buffer = null;
        return buffer;
    }
}
