using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Winograd;

/// <summary>The patches of maps that belong to tiles: k x k pixels, zeros where they reach beyond the map.</summary>
/// <param name="Tiling">The tiles.</param>
/// <param name="Height">Rows of a map.</param>
/// <param name="Width">Columns of a map.</param>
/// <param name="Channels">Channels of a map, innermost.</param>
/// <param name="Shift">From the first row of a tile to that of its patch, and so for columns.</param>
internal readonly record struct WinogradPatches(WinogradTiling Tiling, int Height, int Width, int Channels, int Shift)
{
    /// <summary>Where the pixels of a tile's patch are.</summary>
    public unsafe void Pixels(float* maps, float* zeros, int tile, int extent, float** pixels)
    {
        var (image, top, left) = Tiling.Place(tile);
        float* from = maps + (long)image * Height * Width * Channels;
        for (int i = 0; i < extent; i++)
        {
            int h = top + i + Shift;
            for (int j = 0; j < extent; j++)
            {
                int w = left + j + Shift;
                bool outside = h < 0 || h >= Height || w < 0 || w >= Width;
                pixels[i * extent + j] = outside ? zeros : from + ((long)h * Width + w) * Channels;
            }
        }
    }
}

/// <summary>Where transformed patches go: [positions, panels, tiles, columns], the channels of a panel being its columns.</summary>
/// <param name="Columns">Columns of a panel, all channels where there is one panel; a multiple of the widest vector where there are several.</param>
/// <param name="Tiles">Tiles of a panel.</param>
/// <param name="Plane">Floats from one position to the next.</param>
internal readonly record struct WinogradPanels(int Columns, int Tiles, int Plane)
{
    /// <summary>Where a channel of a tile is in the plane of the first position.</summary>
    public nint At(int tile, int channel) => ((nint)(channel / Columns) * Tiles + tile) * Columns + channel % Columns;
}

/// <summary>Transforms patches of k x k pixels, k given by the transform, into the n x n left or right sides of a tile's products.</summary>
internal static unsafe class WinogradPatchTransform
{
    /// <summary>Products of the largest tile.</summary>
    public const int MostPositions = 36;

    /// <summary>Transforms the patches of tiles [<paramref name="begin"/>, <paramref name="end"/>), by the widest vectors that the channels left over allow.</summary>
    /// <typeparam name="V">The widest vectors.</typeparam>
    /// <typeparam name="A">The transform along an axis.</typeparam>
    /// <param name="patches">Where they are.</param>
    /// <param name="maps">[images, H, W, channels].</param>
    /// <param name="panels">Where they go.</param>
    /// <param name="target">The first of these tiles there.</param>
    /// <param name="begin">First tile.</param>
    /// <param name="end">One past the last tile.</param>
    public static void Run<V, A>(in WinogradPatches patches, float* maps, in WinogradPanels panels, float* target, int begin, int end)
        where V : struct, ILanes<V>
        where A : struct, IWinogradAxis
    {
        int c = Channels<V, A>(patches, maps, panels, target, begin, end, 0);
        c = Channels<Lanes8, A>(patches, maps, panels, target, begin, end, c);
        c = Channels<Lanes4, A>(patches, maps, panels, target, begin, end, c);
        Channels<Lanes1, A>(patches, maps, panels, target, begin, end, c);
    }

    /// <summary>The first address that is a multiple of a vector's length, so that no vector lies across two lines of the cache.</summary>
    public static float* Aligned<V>(float* room)
        where V : struct, ILanes<V>
        => (float*)(((nuint)room + (nuint)(V.Count * sizeof(float)) - 1) / (nuint)(V.Count * sizeof(float)) * (nuint)(V.Count * sizeof(float)));

    /// <summary>Channels from <paramref name="first"/> on, as far as whole vectors reach; says how far.</summary>
    private static int Channels<V, A>(in WinogradPatches patches, float* maps, in WinogradPanels panels, float* target, int begin, int end, int first)
        where V : struct, ILanes<V>
        where A : struct, IWinogradAxis
    {
        int k = A.Inputs, n = A.Products, last = first + (patches.Channels - first) / V.Count * V.Count;
        if (first == last)
            return first;
        float* room = stackalloc float[(MostPositions + 1) * V.Count], between = Aligned<V>(room);
        float* zeros = stackalloc float[patches.Channels];
        new Span<float>(zeros, patches.Channels).Clear();
        float** pixels = stackalloc float*[MostPositions], lines = stackalloc float*[MostPositions];
        for (int i = 0; i < k * n; i++)
            lines[i % n * k + i / n] = between + i * V.Count;
        for (int tile = begin; tile < end; tile++)
        {
            patches.Pixels(maps, zeros, tile, k, pixels);
            for (int c = first; c < last; c += V.Count)
            {
                float* to = target + panels.At(tile - begin, c);
                for (int i = 0; i < k; i++)
                    A.Apply<V>(pixels + i * k, c, between + i * n * V.Count, V.Count);
                for (int j = 0; j < n; j++)
                    A.Apply<V>(lines + j * k, 0, to + (nint)j * panels.Plane, (nint)n * panels.Plane);
            }
        }

        return last;
    }
}
