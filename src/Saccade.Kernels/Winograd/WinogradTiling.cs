namespace Saccade.Kernels.Winograd;

/// <summary>How an image is cut into tiles of m x m pixels; the last row and column may reach beyond it.</summary>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Outputs">m, pixels of a tile along each axis: 2, 3 or 4.</param>
internal readonly record struct WinogradTiling(int Height, int Width, int Outputs)
{
    /// <summary>Floats between planes beyond their length: planes whose distance is a power of two would share few sets of the cache.</summary>
    public const int PlaneGap = 80;

    /// <summary>Rows of tiles of an image.</summary>
    public int Rows => (Height + Outputs - 1) / Outputs;

    /// <summary>Columns of tiles of an image.</summary>
    public int Columns => (Width + Outputs - 1) / Outputs;

    /// <summary>Tiles of an image.</summary>
    public int Tiles => Rows * Columns;

    /// <summary>(m + 2)^2, the products of a tile for each pair of channels.</summary>
    public int Positions => (Outputs + 2) * (Outputs + 2);

    /// <summary>The tiles with which an image takes the fewest multiplications; of equals the smaller one, whose rounding is better.</summary>
    public static WinogradTiling FewestProducts(int height, int width)
        => Enumerable.Range(2, 3).Select(m => new WinogradTiling(height, width, m)).MinBy(tiling => tiling.Positions * tiling.Tiles);

    /// <summary>Where a tile lies: its image, and its first pixel there.</summary>
    public (int Image, int Top, int Left) Place(int tile)
    {
        int place = tile % Tiles;
        return (tile / Tiles, place / Columns * Outputs, place % Columns * Outputs);
    }
}
