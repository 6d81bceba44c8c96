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
/// <param name="Whole">What whole numbers the values are, which then lie there in bytes; null for real numbers, which are floats.</param>
internal sealed record StepValue(FeatureSize Size, StepSlot Slot, IReadOnlyList<float>? Units = null, WholeNumbers? Whole = null)
{
    /// <summary>A value that a step will write.</summary>
    public static StepValue Of(FeatureSize size, IReadOnlyList<float>? units = null, WholeNumbers? whole = null)
        => new(size, new StepSlot(whole is null ? size.Count : (size.Count + sizeof(float) - 1) / sizeof(float)), units, whole);

    /// <summary>Whether the values are whole numbers in bytes.</summary>
    public bool IsBytes => Whole is not null;

    /// <summary>Whether both have the same units.</summary>
    public bool HasUnitsOf(StepValue other) => Units is null ? other.Units is null : other.Units is not null && Units.SequenceEqual(other.Units);
}

/// <summary>A part of a stream's state: the potentials of a layer.</summary>
/// <param name="Start">The first float.</param>
/// <param name="Length">Floats.</param>
internal readonly record struct StateSlot(int Start, int Length);

/// <summary>Values that are whole numbers divided by one number: spikes, and what pooling makes of them.</summary>
/// <param name="Most">The largest of the whole numbers; the least is 0.</param>
/// <param name="Parts">What they are divided by.</param>
internal sealed record WholeNumbers(int Most, int Parts)
{
    private const int Limit = byte.MaxValue, PartsLimit = 1 << 15;

    /// <summary>Means of so many; null where their sums do not fit into a byte.</summary>
    public WholeNumbers? MeanOf(int count) => (long)Most * count <= Limit && (long)Parts * count <= PartsLimit ? new(Most * count, Parts * count) : null;

    /// <summary>Sums of one of each; null where they do not have the same parts, or do not fit into a byte.</summary>
    public static WholeNumbers? SumOf(IEnumerable<WholeNumbers?> terms)
    {
        int most = 0, parts = 0;
        foreach (var term in terms)
        {
            if (term is null || (parts > 0 && term.Parts != parts) || most + term.Most > Limit)
                return null;
            (most, parts) = (most + term.Most, term.Parts);
        }

        return new(most, parts);
    }
}
