using Saccade.Kernels.Reduce;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Memory;
using Saccade.Tensors.Ops;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors;

/// <summary>
/// A dense float32 value made on a <see cref="Tape"/>: contiguous, row-major, immutable for everyone but the operation
/// that makes it. Its memory goes back to the pool with the tape, or earlier where it is no longer needed.
/// </summary>
public sealed class Tensor
{
    private Buffer? _buffer;
    private int _holds;
    private bool _unwanted;

    internal Tensor(Tape tape, Shape shape, Buffer? buffer, bool requiresGradient)
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

    /// <summary>The values: shown in place on an engine that works in the host's memory, elsewhere copied with each call.</summary>
    /// <exception cref="ObjectDisposedException">The memory has gone back to the pool.</exception>
    public ReadOnlySpan<float> Values => Storage.Values;

    /// <summary>The parameter that this tensor shows, or null.</summary>
    internal Parameter? Parameter { get; init; }

    /// <summary>Where a parameter's values are that need no buffer of the tape.</summary>
    internal Storage? Shown { get; init; }

    /// <summary>Where the values are.</summary>
    internal Storage Storage
    {
        get
        {
            if (Shown is { } shown)
                return shown;
            if (_buffer is null && Source is not null)
            {
                _buffer = Tape.Rent(Shape.Count);
                Source.Fill(_buffer.Storage);
            }

            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return _buffer.Storage;
        }
    }

    /// <summary>The values for kernels that read spikes as bits too: those bits, if the values are nowhere and the kernels can.</summary>
    internal Maps Maps => (_buffer is null && Tape.Kernels.ReadsSpikes && Source is SpikeBits { Maps: { } spikes } ? spikes : Storage) with { AreFired = IsFired };

    /// <summary>Whether the values are the spikes of neurons, or means, maxima, sums or products of such: mostly 0, if the neurons fire seldom.</summary>
    internal bool IsFired { get; set; }

    /// <summary>The number of elements, those of the samples that other processes have among them; see <see cref="Autograd.Tape.Part"/>.</summary>
    public int BatchCount => Tape.Part is { } part && Shape.Axes.Contains(NamedAxes.SampleAxis, StringComparison.Ordinal) ? Shape.Count / part.Count * part.Samples : Shape.Count;

    /// <summary>The shards of the elements of some axes, see <see cref="NamedAxes.Samples"/>.</summary>
    internal Shards ShardsOf(Range axes)
    {
        var (first, count) = axes.GetOffsetAndLength(Shape.Rank);
        return NamedAxes.Samples(Shape, first, first + count, Tape.Part);
    }

    /// <summary>Whether the values are in memory now.</summary>
    internal bool HasValues => _buffer is not null || Shown is not null;

    /// <summary>Where values come from that are not in memory, or null.</summary>
    internal IValueSource? Source { get; set; }

    /// <summary>Whether somebody needs the values longer than their owner.</summary>
    internal bool IsHeld => _holds > 0;

    /// <summary>Keeps the values until <see cref="LetGo"/>.</summary>
    internal void Hold() => _holds++;

    /// <summary>Ends a <see cref="Hold"/>.</summary>
    internal void LetGo()
    {
        if (--_holds == 0 && _unwanted)
            Tape.Free(this);
    }

    /// <summary>Whether the tensor can go now; if somebody holds it, it will go later.</summary>
    internal bool IsUnwanted()
    {
        _unwanted = true;
        return _holds <= 0;
    }

    /// <summary>Takes the memory away, for it to be returned or to serve another tensor.</summary>
    internal Buffer? Surrender()
    {
        var buffer = _buffer;
        _buffer = null;
        return buffer;
    }
}
