using Saccade.Networks;

namespace Saccade.Streaming.Planning;

/// <summary>Memory of a runner that a step writes and others read. Where it lies is decided when all steps are known.</summary>
/// <param name="length">Floats.</param>
internal sealed class StepSlot(int length)
{
    /// <summary>Floats.</summary>
    public int Length { get; } = length;

    /// <summary>The first float.</summary>
    public int Start { get; set; }
}

/// <summary>What one step hands to others: the activations of a layer for one frame, [H, W, C] or [F].</summary>
/// <param name="Size">Extents.</param>
/// <param name="Slot">Where they lie.</param>
/// <param name="Units">
/// What a 1 stands for: a number for each channel, or one for all; null for 1. Neurons of a folded plan emit whole numbers, and who reads them multiplies, best in weights.
/// </param>
internal sealed record StepValue(FeatureSize Size, StepSlot Slot, IReadOnlyList<float>? Units = null)
{
    /// <summary>A value that a step will write.</summary>
    public static StepValue Of(FeatureSize size, IReadOnlyList<float>? units = null) => new(size, new StepSlot(size.Count), units);

    /// <summary>Whether both have the same units.</summary>
    public bool HasUnitsOf(StepValue other) => Units is null ? other.Units is null : other.Units is not null && Units.SequenceEqual(other.Units);
}

/// <summary>A part of a stream's state: the potentials of a layer.</summary>
/// <param name="Start">The first float.</param>
/// <param name="Length">Floats.</param>
internal readonly record struct StateSlot(int Start, int Length);
