namespace Saccade.Kernels.Sparse;

/// <summary>Some consecutive terms: some of a row of the kernel, counted in chunks of channels, or all of several rows.</summary>
internal readonly struct SparseTerms(int row, int endRow, int begin, int end, int chunks, bool isFirst, bool isLast)
{
    /// <summary>The kernel's first row.</summary>
    public readonly int Row = row;

    /// <summary>One past the last row.</summary>
    public readonly int EndRow = endRow;

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
