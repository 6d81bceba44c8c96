using Saccade.Kernels.Convolution;
using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Winograd;

/// <summary>
/// The gradient by weight of a convolution 3x3 of stride 1, its output cut into tiles of m x m pixels for Winograd's transforms. What follows from extents alone, so that
/// neither a measurement nor a density ever changes a bit. Immutable; made once per layer and shared by all threads.
/// </summary>
/// <remarks>
/// The transpose of F(m x m, 3 x 3) (Lavin and Gray, arXiv 1509.09308): with the inputs X and output gradients Y of a tile, G^T [(A Y A^T) * (B^T X B)] G, summed over
/// tiles before the outer transform. The (m + 2)^2 positions of a tile are that many products [Cin, tiles] x [tiles, Cout], each by <see cref="WeightGradientTile"/>.
/// </remarks>
internal sealed class WinogradWeightPlan
{
    /// <summary>The harmonic mean of input and output channels from which on fewer multiplications outweigh the transforms.</summary>
    private const int FewestChannels = 64;

    /// <summary>Fewest tiles of a shard that outweigh the transform of its sums.</summary>
    private const int FewestTiles = 96;

    /// <summary>Floats of a line of the cache, and of the widest vector.</summary>
    private const int Line = 16;

    private WinogradWeightPlan(in ConvolutionShape shape, WinogradTiling tiling) => (Shape, Tiling) = (shape, tiling);

    /// <summary>The convolution whose gradient it is.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>The tiles of the output.</summary>
    public WinogradTiling Tiling { get; }

    /// <summary>The inputs that the output pixels of a tile see.</summary>
    public WinogradPatches Inputs => new(Tiling, Shape.Height, Shape.Width, Shape.InputChannels, -Shape.Padding);

    /// <summary>The output gradients of a tile.</summary>
    public WinogradPatches Gradients => new(Tiling, Shape.OutputHeight, Shape.OutputWidth, Shape.OutputChannels, 0);

    /// <summary>Panels of output channels: parts that can be computed apart.</summary>
    public int OutputPanels => PackedWeight.Panels(Shape);

    /// <summary>Panels of input channels: parts that can be computed apart.</summary>
    public int InputPanels => WeightGradientTile.InputPanels(Shape);

    /// <summary>The plan for a gradient, or null where the plain way is taken.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="batch">All images of the batch, a row being an image.</param>
    public static WinogradWeightPlan? For(in ConvolutionShape shape, in Shards batch)
    {
        if (shape.KernelHeight != 3 || shape.KernelWidth != 3 || shape.Stride != 1 || shape.Groups != 1
            || 2L * shape.InputChannels * shape.OutputChannels < FewestChannels * ((long)shape.InputChannels + shape.OutputChannels))
            return null;
        var plan = new WinogradWeightPlan(shape, WinogradTiling.FewestProducts(shape.OutputHeight, shape.OutputWidth));
        return (long)batch.Rows * plan.Tiling.Tiles >= (long)FewestTiles * batch.Count ? plan : null;
    }

    /// <summary>Where the transformed inputs of so many images go: rows of an odd number of lines, so that the same channels of many tiles do not share few sets of the cache.</summary>
    public WinogradPanels InputSides(int images)
    {
        int lines = (Shape.InputChannels + Line - 1) / Line, row = (lines + 1 - lines % 2) * Line, tiles = images * Tiling.Tiles;
        return new WinogradPanels(row, tiles, tiles * row + WinogradTiling.PlaneGap);
    }

    /// <summary>Where the transformed output gradients of so many images go.</summary>
    public WinogradPanels GradientSides(int images) => GradientSides(images, PackedWeight.PanelColumns);

    /// <summary>Floats of the transformed inputs of so many images.</summary>
    public int InputLength(int images) => Tiling.Positions * InputSides(images).Plane;

    /// <summary>Floats of the transformed output gradients of so many images.</summary>
    public int GradientLength(int images) => Tiling.Positions * GradientSides(images).Plane;

    /// <summary>Floats of memory for the sums of one panel of input channels and one of output channels: the products of a shard, and the shards that are not yet added.</summary>
    public int ScratchLength(in Shards shards) => ScratchLength(shards, PackedWeight.PanelColumns);

    internal WinogradPanels GradientSides(int images, int columns)
    {
        int tiles = images * Tiling.Tiles, panels = PackedWeight.Panels(Shape, columns);
        return new WinogradPanels(columns, tiles, panels * tiles * columns + WinogradTiling.PlaneGap);
    }

    internal int ScratchLength(in Shards shards, int columns) => ProductLength(columns) + ShardTree.Levels(shards.Count) * WeightGradientTile.BlockLength(Shape, columns);

    /// <summary>Floats of the products of one panel of input channels and one of output channels: [positions, 6, columns].</summary>
    internal int ProductLength(int columns) => Tiling.Positions * WeightGradientTile.Rows * columns;

    /// <summary>A plan with tiles of so many pixels, for tests.</summary>
    internal static WinogradWeightPlan Of(in ConvolutionShape shape, int outputs) => new(shape, new WinogradTiling(shape.OutputHeight, shape.OutputWidth, outputs));
}
