namespace Saccade.Kernels.Sparse;

/// <summary>Some consecutive terms of a row of the kernel, counted in chunks of channels.</summary>
internal readonly struct SparseTerms(int row, int begin, int end, int chunks, bool isFirst, bool isLast)
{
    /// <summary>The kernel's row.</summary>
    public readonly int Row = row;

    /// <summary>First chunk, from the left edge of the window.</summary>
    public readonly int Begin = begin;

    /// <summary>One past the last chunk.</summary>
    public readonly int End = end;

    /// <summary>Chunks in a pixel.</summary>
    public readonly int Chunks = chunks;

    /// <summary>Whether sums start here, and not from what the output holds.</summary>
    public readonly bool IsFirst = isFirst;

    /// <summary>Whether sums are complete after these terms, and the bias is due.</summary>
    public readonly bool IsLast = isLast;
}
