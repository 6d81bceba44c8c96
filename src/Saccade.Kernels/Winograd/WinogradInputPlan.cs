using Saccade.Kernels.Convolution;

namespace Saccade.Kernels.Winograd;

/// <summary>
/// The gradient by input of a convolution 3x3 of stride 1, cut into tiles of m x m pixels for Winograd's transforms. What follows from the extents alone, so that
/// neither a measurement nor a density ever changes a bit. Immutable; made once per layer and shared by all threads.
/// </summary>
/// <remarks>
/// Two-dimensional F(m x m, 3 x 3) (Lavin and Gray, arXiv 1509.09308). With S for the output gradient's channels and R for the input's, the (m + 2)^2 positions of a tile
/// are that many matrix products [tiles, S] x [S, R], each by the register tile of <see cref="DenseConvolution"/>.
/// </remarks>
internal sealed class WinogradInputPlan
{
    /// <summary>The harmonic mean of input and output channels from which on fewer multiplications outweigh the transforms.</summary>
    private const int FewestChannels = 64;

    /// <summary>Fewest tiles for which it is worth it to transform the weight.</summary>
    private const int FewestTiles = 48;

    /// <summary>Tiles that are treated together: enough to outweigh that the weight is read again for each block.</summary>
    internal const int BlockTiles = 144;

    private WinogradInputPlan(in ConvolutionShape shape, WinogradTiling tiling)
    {
        Shape = shape;
        Tiling = tiling;
        Product = new ConvolutionPlan(new ConvolutionShape(BlockTiles, 1, shape.OutputChannels, shape.InputChannels, 1, 1));
    }

    /// <summary>The convolution whose gradient it is.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>The tiles of the input.</summary>
    public WinogradTiling Tiling { get; }

    /// <summary>The output gradients that the pixels of a tile reach.</summary>
    public WinogradPatches Patches => new(Tiling, Shape.OutputHeight, Shape.OutputWidth, Shape.OutputChannels, Shape.Padding - 2);

    /// <summary>The product of one position for a block of tiles, as a convolution 1x1.</summary>
    public ConvolutionPlan Product { get; }

    /// <summary>Floats from one position's transformed output gradients to the next.</summary>
    public int InputPlane => Product.Shape.InputSize + WinogradTiling.PlaneGap;

    /// <summary>Floats from one position's products to the next.</summary>
    public int OutputPlane => Product.Shape.OutputSize + WinogradTiling.PlaneGap;

    /// <summary>Floats that a block needs.</summary>
    public int ScratchLength => Tiling.Positions * (InputPlane + OutputPlane);

    /// <summary>Floats from one position's packed weight to the next.</summary>
    public int WeightPlane => WeightPlaneFor(PackedWeight.PanelColumns);

    /// <summary>Floats of the transformed, packed weight.</summary>
    public int WeightLength => Tiling.Positions * WeightPlane;

    /// <summary>Parts in which the weight can be transformed apart.</summary>
    public int Panels => PackedWeight.Panels(Product.Shape);

    /// <summary>The plan for a gradient, or null where the plain way is taken.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="images">Images of a call.</param>
    public static WinogradInputPlan? For(in ConvolutionShape shape, int images)
    {
        if (shape.KernelHeight != 3 || shape.KernelWidth != 3 || shape.Stride != 1 || shape.Groups != 1
            || 2L * shape.InputChannels * shape.OutputChannels < FewestChannels * ((long)shape.InputChannels + shape.OutputChannels))
            return null;
        var plan = new WinogradInputPlan(shape, WinogradTiling.FewestProducts(shape.Height, shape.Width));
        return (long)images * plan.Tiling.Tiles >= FewestTiles && (long)plan.Tiling.Positions * plan.WeightPlane < Array.MaxLength ? plan : null;
    }

    internal int WeightPlaneFor(int columns) => PackedWeight.Length(Product.Shape, columns) + WinogradTiling.PlaneGap;

    /// <summary>A plan with tiles of so many pixels, for tests.</summary>
    internal static WinogradInputPlan Of(in ConvolutionShape shape, int outputs) => new(shape, new WinogradTiling(shape.Height, shape.Width, outputs));
}
