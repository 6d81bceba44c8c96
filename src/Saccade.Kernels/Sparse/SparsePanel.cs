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
