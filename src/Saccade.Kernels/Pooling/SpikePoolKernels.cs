using System.Runtime.InteropServices;

namespace Saccade.Kernels.Pooling;

/// <summary>
/// Maximum pooling of spikes that are bits, [images, height, width, channels] with 32 channels in a word: the maximum of spikes of one height is their logical or, so one instruction does 32 of them.
/// </summary>
/// <seealso cref="PoolReference"/>
internal static class SpikePoolKernels
{
    /// <summary>Channels of a word; pixels must begin with one.</summary>
    public const int WordChannels = 32;

    /// <summary>Whether every pixel of a map begins with a word.</summary>
    public static bool Supports(in PoolGeometry geometry) => geometry.Channels % WordChannels == 0;

    /// <summary>The or of the words of each window, channel by channel; padding has no spikes.</summary>
    /// <param name="bits">Spikes of whole images, in the memory of floats.</param>
    /// <param name="geometry">Extents; <see cref="Supports"/> holds.</param>
    /// <param name="pooled">Receives the spikes of the windows, in the memory of floats.</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry, or the channels are no multiple of 32.</exception>
    public static void Or(ReadOnlySpan<float> bits, in PoolGeometry geometry, Span<float> pooled)
    {
        int words = geometry.Channels / WordChannels, input = geometry.InputSize / WordChannels, output = geometry.OutputSize / WordChannels;
        if (!Supports(geometry) || pooled.Length % output != 0 || (long)bits.Length * output != (long)pooled.Length * input)
            throw new ArgumentException($"got {bits.Length} words of spikes for {pooled.Length} of windows, expected {input} and {output} for each image, of a multiple of {WordChannels} channels");
        var source = MemoryMarshal.Cast<float, uint>(bits);
        var target = MemoryMarshal.Cast<float, uint>(pooled);
        for (; !target.IsEmpty; source = source[input..], target = target[output..])
        {
            for (int row = 0; row < geometry.Output.Height; row++)
                Row(source[..input], geometry, row, words, target.Slice(row * geometry.Output.Width * words, geometry.Output.Width * words));
        }
    }

    private static void Row(ReadOnlySpan<uint> image, in PoolGeometry g, int row, int words, Span<uint> target)
    {
        var (top, bottom) = PoolGeometry.Window(row, g.Stride.Height, g.Padding.Height, g.Kernel.Height, g.Input.Height);
        target.Clear();
        for (int column = 0; column < g.Output.Width; column++)
        {
            var (left, right) = PoolGeometry.Window(column, g.Stride.Width, g.Padding.Width, g.Kernel.Width, g.Input.Width);
            var window = target.Slice(column * words, words);
            for (int y = top; y < bottom; y++)
            {
                var pixels = image.Slice(((y * g.Input.Width) + left) * words, (right - left) * words);
                for (; !pixels.IsEmpty; pixels = pixels[words..])
                {
                    for (int w = 0; w < window.Length; w++)
                        window[w] |= pixels[w];
                }
            }
        }
    }
}
