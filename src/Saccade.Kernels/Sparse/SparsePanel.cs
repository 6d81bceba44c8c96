namespace Saccade.Kernels.Sparse;

/// <summary>A panel of a packed weight, and where its outputs go.</summary>
internal readonly unsafe struct SparsePanel(float* weight, float* bias, float* sums, float* target, int stride, int columns)
{
    /// <summary>[depth, columns].</summary>
    public readonly float* Weight = weight;

    /// <summary>Bias of the panel's channels, or null.</summary>
    public readonly float* Bias = bias;

    /// <summary>Where the sums of output pixel 0 wait between blocks of terms; the next pixel's follow.</summary>
    public readonly float* Sums = sums;

    /// <summary>Where the panel's channels of output pixel 0 go at the end.</summary>
    public readonly float* Target = target;

    /// <summary>Floats from an output pixel to the next.</summary>
    public readonly int Stride = stride;

    /// <summary>Channels of the panel.</summary>
    public readonly int Columns = columns;

    /// <summary>The same with another output pixel as pixel 0.</summary>
    public SparsePanel At(int pixel) => new(Weight, Bias, Sums + (nint)pixel * Columns, Target + (nint)pixel * Stride, Stride, Columns);
}

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
