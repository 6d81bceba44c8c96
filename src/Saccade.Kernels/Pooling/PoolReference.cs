using System.Numerics;

namespace Saccade.Kernels.Pooling;

/// <summary>The definitions of <see cref="AveragePoolKernels"/> and <see cref="MaxPoolKernels"/>: plain loops, in any precision.</summary>
internal static class PoolReference
{
    /// <summary>Mean over each window, pixels in the padding counting as 0.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void AverageForward<T>(ReadOnlySpan<T> x, in PoolGeometry geometry, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < y.Length; o++)
        {
            var sum = T.Zero;
            for (int tap = 0; tap < geometry.WindowArea; tap++)
                sum += Pixel(geometry, o, tap) is >= 0 and int i ? x[i] : T.Zero;
            y[o] = sum / T.CreateChecked(geometry.WindowArea);
        }
    }

    /// <summary>The gradient of the mean.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void AverageBackward<T>(ReadOnlySpan<T> dy, in PoolGeometry geometry, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int o = 0; o < dy.Length; o++)
        {
            for (int tap = 0; tap < geometry.WindowArea; tap++)
            {
                if (Pixel(geometry, o, tap) is >= 0 and int i)
                    dx[i] += dy[o] / T.CreateChecked(geometry.WindowArea);
            }
        }
    }

    /// <summary>Maximum over each window, pixels in the padding being minus infinity.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void MaxForward<T>(ReadOnlySpan<T> x, in PoolGeometry geometry, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < y.Length; o++)
            y[o] = FirstMaximum(x, geometry, o) is >= 0 and int i ? x[i] : T.NegativeInfinity;
    }

    /// <summary>The gradient of the maximum, all of it to the first.</summary>
    /// <typeparam name="T">float32 or float64.</typeparam>
    public static void MaxBackward<T>(ReadOnlySpan<T> dy, ReadOnlySpan<T> x, in PoolGeometry geometry, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int o = 0; o < dy.Length; o++)
        {
            if (FirstMaximum(x, geometry, o) is >= 0 and int i)
                dx[i] += dy[o];
        }
    }

    /// <summary>The index in the input of the first maximum of a window, or -1 if all its values are NaN.</summary>
    private static int FirstMaximum<T>(ReadOnlySpan<T> x, in PoolGeometry geometry, int output)
        where T : IFloatingPointIeee754<T>
    {
        int best = -1;
        for (int tap = 0; tap < geometry.WindowArea; tap++)
        {
            if (Pixel(geometry, output, tap) is >= 0 and int i && (best < 0 ? !T.IsNaN(x[i]) : x[i] > x[best]))
                best = i;
        }

        return best;
    }

    /// <summary>The index in the input of one pixel of the window of an output element, or -1 in the padding.</summary>
    private static int Pixel(in PoolGeometry g, int output, int tap)
    {
        int channel = output % g.Channels, column = output / g.Channels % g.Output.Width;
        int row = output / g.Channels / g.Output.Width % g.Output.Height, image = output / g.OutputSize;
        int h = row * g.Stride.Height - g.Padding.Height + tap / g.Kernel.Width;
        int w = column * g.Stride.Width - g.Padding.Width + tap % g.Kernel.Width;
        bool inside = h >= 0 && h < g.Input.Height && w >= 0 && w < g.Input.Width;
        return inside ? ((image * g.Input.Height + h) * g.Input.Width + w) * g.Channels + channel : -1;
    }
}
