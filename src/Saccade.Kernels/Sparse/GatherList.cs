namespace Saccade.Kernels.Sparse;

/// <summary>A list of (offset, value) pairs cut into ranges that each have a shift of their own; see <see cref="RowGather"/>.</summary>
internal readonly unsafe struct GatherList(int* offsets, float* values, int ranges, int* begins, int* ends, int* shifts)
{
    /// <summary>Offset of each entry's row, in floats.</summary>
    public readonly int* Offsets = offsets;

    /// <summary>What each entry's row is multiplied by.</summary>
    public readonly float* Values = values;

    /// <summary>Number of ranges.</summary>
    public readonly int Ranges = ranges;

    /// <summary>First entry of each range.</summary>
    public readonly int* Begins = begins;

    /// <summary>One past the last entry of each range.</summary>
    public readonly int* Ends = ends;

    /// <summary>What is added to the offsets of each range, in floats.</summary>
    public readonly int* Shifts = shifts;
}
