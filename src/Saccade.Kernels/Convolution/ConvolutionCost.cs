using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Convolution;

/// <summary>
/// A small model of what the dense and the sparse paths cost, in clock cycles for each output pixel, to choose between
/// them. The constants were fitted to measurements (docs/performance.md); a wrong choice costs time, never a bit.
/// </summary>
public static class ConvolutionCost
{
    private const double CyclesPerTap = 16;
    private const double CyclesPerEntry = 2;
    private const double CachedWeights = 400 * 1024;

    /// <summary>Whether adding the weight rows of active inputs is cheaper than the dense product.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="density">Share of the input elements that are not 0.</param>
    public static bool SparseForwardWins(in ConvolutionShape shape, double density)
    {
        int lanes = HardwareWidths.Widest;
        double vectors = Math.Ceiling((double)shape.OutputChannels / lanes), passes = Math.Ceiling(vectors / 8);
        double perVector = shape.WeightSize * sizeof(float) > CachedWeights ? 2 : 1;
        double entries = density * shape.Depth;
        double sparse = passes * CyclesPerTap * shape.KernelHeight * shape.KernelWidth + entries * (CyclesPerEntry + vectors * perVector);
        return sparse < DenseCycles(shape, lanes);
    }

    /// <summary>Whether adding the gradients of pixels that saw an active input is cheaper than the dense product.</summary>
    /// <inheritdoc cref="SparseForwardWins"/>
    public static bool SparseWeightGradientWins(in ConvolutionShape shape, double density)
    {
        int lanes = HardwareWidths.Widest;
        double vectors = Math.Ceiling((double)shape.OutputChannels / lanes);
        double sparse = density * shape.Depth * (CyclesPerEntry + vectors * 1.3);
        return sparse < DenseCycles(shape, lanes);
    }

    /// <summary>One cycle for each term and each two vectors of a tile of six pixels, two multiply-adds a cycle.</summary>
    private static double DenseCycles(in ConvolutionShape shape, int lanes)
        => shape.Depth * Math.Ceiling((double)shape.GroupOutputs / (2 * lanes)) * shape.Groups;
}
