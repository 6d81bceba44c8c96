using Saccade.Kernels.Memory;
using Saccade.Kernels.Sparse;

namespace Saccade.Streaming.Planning;

/// <summary>What a runner computes in: all values of a plan in one piece of memory, and the lists of active inputs. For one thread at a time.</summary>
internal sealed class StepMemory
{
    private readonly float[] _floats;
    private readonly int _start;

    /// <param name="length">Floats of all slots.</param>
    /// <param name="elements">The most active inputs that a step lists.</param>
    /// <param name="rows">The most rows of such a list.</param>
    public StepMemory(int length, int elements, int rows)
    {
        (_floats, _start) = AlignedArray.Allocate(length);
        _floats.AsSpan().Clear();
        Active.Reserve(elements, rows);
        Bytes = (sizeof(float) * (long)_floats.Length) + ((sizeof(float) + sizeof(int)) * (long)elements) + (sizeof(int) * (long)rows);
    }

    /// <summary>Bytes that it takes.</summary>
    public long Bytes { get; }

    /// <summary>The active inputs of the step that runs.</summary>
    public NonZeros Active { get; } = new();

    /// <summary>The density of the input of the last step that had a choice.</summary>
    public double Density { get; set; }

    /// <summary>The values of a slot.</summary>
    public Span<float> this[StepSlot slot] => _floats.AsSpan(_start + slot.Start, slot.Length);

    /// <summary>The values that a step hands to others.</summary>
    public Span<float> this[StepValue value] => this[value.Slot];
}
