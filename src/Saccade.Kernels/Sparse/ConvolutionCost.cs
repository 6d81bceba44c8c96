using Saccade.Kernels.Convolution;
using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Sparse;

/// <summary>
/// A small model of what the dense and the sparse paths cost, in clock cycles for each output pixel, to choose between
/// them. A wrong choice costs time, never a bit.
/// </summary>
/// <param name="CyclesPerVisit">Loading and storing sums and finding the list: once for each pixel, block of terms and panel.</param>
/// <param name="CyclesPerEntry">Adding the weight row of an active input, eight vectors wide.</param>
public sealed record ConvolutionCost(double CyclesPerVisit, double CyclesPerEntry)
{
    private const int WidestRow = 8;

    /// <summary>Share of the peak that the dense kernels reach.</summary>
    private const double DenseForward = 0.9, DenseWeightGradient = 0.8;

    /// <summary>Share of an entry's cycles that does not shrink with its row.</summary>
    private const double Fixed = 0.12;

    /// <summary>
    /// What a visit and an entry cost where all taps of a weight gradient are taken together, relative to those of a tap of its own: the list is walked once for nine taps but for a
    /// quarter or an eighth of the channels, and what an entry reads is nearer.
    /// </summary>
    private const double TapsVisit = 0.8, TapsEntry = 0.75;

    /// <summary>What was measured on one machine (docs/performance.md); good enough where <see cref="Measure"/> does not pay.</summary>
    public static ConvolutionCost Usual { get; } = new(40, 8.2);

    /// <summary>Whether adding the weight rows of active inputs is cheaper than the dense product.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="density">Share of the input elements that are not 0.</param>
    public bool SparseForwardWins(in ConvolutionShape shape, double density)
        => Sparse(shape, density * shape.Depth, ForwardVisits(shape, density)) < DenseCycles(shape) / DenseForward;

    /// <summary>Whether adding the gradients of pixels that saw an active input is cheaper than the dense product.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="images">Images that are added up together, those of a shard of the batch: small ones share their visits.</param>
    /// <param name="density">Share of the input elements that are not 0.</param>
    public bool SparseWeightGradientWins(in ConvolutionShape shape, int images, double density)
    {
        double visits = shape.Depth / SparseWeightGradient.PixelsOfBand(shape, images), entry = 1;
        if (SparseWeightGradient.TakesTapsTogether(shape))
            (visits, entry) = (visits * TapsVisit, TapsEntry);
        return Sparse(shape, entry * density * shape.Depth, visits) < DenseCycles(shape) / DenseWeightGradient;
    }

    /// <summary>
    /// Measures this machine: one convolution dense and at two densities, after half a second in which the kernels are compiled. Do it once, when nothing
    /// else runs, and where there is enough work for it to pay.
    /// </summary>
    /// <param name="time">The clock.</param>
    public static ConvolutionCost Measure(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        const double low = 0.01, high = 0.05; // one visit at both, so that what differs is entries
        var trial = new ConvolutionTrial(new ConvolutionShape(12, 12, 64, 16 * HardwareWidths.Widest, 3, 3, 1, 1), time);
        trial.WarmUp();
        var seconds = trial.Seconds(low, high);
        double cycle = seconds.Dense * DenseForward / DenseCycles(trial.Shape);
        double few = seconds.Few / cycle, more = seconds.More / cycle;
        double panels = SparseWeight.Panels(trial.Shape), depth = trial.Shape.Depth;
        double entry = (more - few) / (panels * depth * (high - low)), visit = few / panels - low * depth * entry;
        return double.IsFinite(visit + entry)
            ? new(Math.Clamp(visit, Usual.CyclesPerVisit / 4, Usual.CyclesPerVisit * 4), Math.Clamp(entry, Usual.CyclesPerEntry / 3, Usual.CyclesPerEntry * 3))
            : Usual;
    }

    private static double ForwardVisits(in ConvolutionShape shape, double density) => Math.Max(1, density * shape.Depth / SparseConvolution.EntriesPerBlock);

    /// <summary>One cycle for each term and each two vectors of a tile of six pixels, two multiply-adds a cycle.</summary>
    private static double DenseCycles(in ConvolutionShape shape)
        => shape.Depth * Math.Ceiling((double)shape.GroupOutputs / (2 * HardwareWidths.Widest)) * shape.Groups;

    private double Sparse(in ConvolutionShape shape, double entries, double visits)
    {
        double row = (double)SparseWeight.Columns(shape) / (WidestRow * HardwareWidths.Widest);
        return SparseWeight.Panels(shape) * (visits * CyclesPerVisit + entries * CyclesPerEntry * (Fixed + (1 - Fixed) * row));
    }
}
