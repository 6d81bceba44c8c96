namespace Saccade.Kernels.Pooling;

/// <summary>What the 2x2 kernels of average and maximum share.</summary>
internal static unsafe class HalvingGeometry
{
    /// <summary>Clears the last row and column of an image of odd extents, which no 2x2 block covers; the blocks are overwritten anyway.</summary>
    public static void ClearUncovered(in PoolGeometry geometry, float* image)
    {
        int rowSize = geometry.Input.Width * geometry.Channels;
        if (geometry.Input.Height % 2 != 0)
            new Span<float>(image + (nint)(geometry.Input.Height - 1) * rowSize, rowSize).Clear();
        if (geometry.Input.Width % 2 == 0)
            return;
        for (int h = 0; h < geometry.Input.Height; h++)
            new Span<float>(image + (nint)(h + 1) * rowSize - geometry.Channels, geometry.Channels).Clear();
    }
}
