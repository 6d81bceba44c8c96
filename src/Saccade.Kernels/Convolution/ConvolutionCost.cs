using Saccade.Kernels.Lanes;
using Saccade.Kernels.Sparse;

namespace Saccade.Kernels.Convolution;

/// <summary>
/// A small model of what the dense and the sparse paths cost, in clock cycles for each output pixel, to choose between
/// them. The constants were fitted to measurements (docs/performance.md); a wrong choice costs time, never a bit.
/// </summary>
public static class ConvolutionCost
{
    /// <summary>Loading and storing sums, finding the list: once for each pixel, block of terms and panel.</summary>
    private const double CyclesPerVisit = 40;

    private const double CyclesPerEntry = 1, CyclesPerVector = 0.9;

    /// <summary>Share of the peak that the dense kernels reach.</summary>
    private const double DenseForward = 0.9, DenseWeightGradient = 0.8;

    /// <summary>Whether adding the weight rows of active inputs is cheaper than the dense product.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="density">Share of the input elements that are not 0.</param>
    public static bool SparseForwardWins(in ConvolutionShape shape, double density)
    {
        double entries = density * shape.Depth, visits = Math.Max(shape.KernelHeight, entries / SparseConvolution.EntriesPerBlock);
        return SparseWeight.Panels(shape) * (visits * CyclesPerVisit + entries * EntryCycles(shape)) < DenseCycles(shape) / DenseForward;
    }

    /// <summary>Whether adding the gradients of pixels that saw an active input is cheaper than the dense product.</summary>
    /// <inheritdoc cref="SparseForwardWins"/>
    public static bool SparseWeightGradientWins(in ConvolutionShape shape, double density)
    {
        double entries = density * shape.Depth, visits = (double)shape.Depth / Math.Min(SparseWeightGradient.BandPixels, shape.Height * shape.Width);
        return SparseWeight.Panels(shape) * (visits * CyclesPerVisit + entries * EntryCycles(shape)) < DenseCycles(shape) / DenseWeightGradient;
    }

    private static double EntryCycles(in ConvolutionShape shape)
        => CyclesPerEntry + CyclesPerVector * SparseWeight.Columns(shape) / HardwareWidths.Widest;

    /// <summary>One cycle for each term and each two vectors of a tile of six pixels, two multiply-adds a cycle.</summary>
    private static double DenseCycles(in ConvolutionShape shape)
        => shape.Depth * Math.Ceiling((double)shape.GroupOutputs / (2 * HardwareWidths.Widest)) * shape.Groups;
}
