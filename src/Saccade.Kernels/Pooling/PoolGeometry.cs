namespace Saccade.Kernels.Pooling;

/// <summary>
/// The extents of a pooling of images [height, width, channels]. Outputs are counted as PyTorch does in floor mode:
/// <c>(extent + 2 * padding - kernel) / stride + 1</c>, so a window never begins or ends beyond the padding.
/// </summary>
public readonly record struct PoolGeometry
{
    /// <summary>Checks and keeps the extents.</summary>
    /// <param name="input">Extents of an image in pixels.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="kernel">Extents of the window in pixels.</param>
    /// <param name="stride">Distance of neighbouring windows in pixels.</param>
    /// <param name="padding">Pixels added on each side; at most half the kernel.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is not positive, a padding negative or above half the kernel, or the kernel larger than the padded image.</exception>
    public PoolGeometry((int Height, int Width) input, int channels, (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) padding)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        CheckAxis("height", input.Height, kernel.Height, stride.Height, padding.Height);
        CheckAxis("width", input.Width, kernel.Width, stride.Width, padding.Width);
        Input = input;
        Channels = channels;
        Kernel = kernel;
        Stride = stride;
        Padding = padding;
        Output = (Count(input.Height, kernel.Height, stride.Height, padding.Height), Count(input.Width, kernel.Width, stride.Width, padding.Width));
    }

    /// <summary>Extents of an input image.</summary>
    public (int Height, int Width) Input { get; }

    /// <summary>Number of channels.</summary>
    public int Channels { get; }

    /// <summary>Extents of the window.</summary>
    public (int Height, int Width) Kernel { get; }

    /// <summary>Distance of neighbouring windows.</summary>
    public (int Height, int Width) Stride { get; }

    /// <summary>Pixels added on each side.</summary>
    public (int Height, int Width) Padding { get; }

    /// <summary>Extents of an output image.</summary>
    public (int Height, int Width) Output { get; }

    /// <summary>Elements of an input image.</summary>
    public int InputSize => checked(Input.Height * Input.Width * Channels);

    /// <summary>Elements of an output image.</summary>
    public int OutputSize => checked(Output.Height * Output.Width * Channels);

    /// <summary>Pixels of a window, those in the padding included.</summary>
    public int WindowArea => Kernel.Height * Kernel.Width;

    /// <summary>Whether the windows are the 2x2 blocks of the image, which has kernels of its own.</summary>
    internal bool IsHalving => Kernel == (2, 2) && Stride == (2, 2) && Padding == (0, 0);

    /// <summary>A square window.</summary>
    /// <param name="input">Extents of an image in pixels.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="kernel">Side of the window.</param>
    /// <param name="stride">Distance of neighbouring windows.</param>
    /// <param name="padding">Pixels added on each side.</param>
    /// <exception cref="ArgumentOutOfRangeException">As the constructor.</exception>
    public static PoolGeometry Square((int Height, int Width) input, int channels, int kernel, int stride, int padding = 0)
        => new(input, channels, (kernel, kernel), (stride, stride), (padding, padding));

    /// <summary>One window that covers the image: global pooling.</summary>
    /// <param name="input">Extents of an image in pixels.</param>
    /// <param name="channels">Number of channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is not positive.</exception>
    public static PoolGeometry Global((int Height, int Width) input, int channels)
        => new(input, channels, input, input, (0, 0));

    /// <summary>The part of the window of an output row or column that lies inside the image.</summary>
    internal static (int First, int End) Window(int output, int stride, int padding, int kernel, int extent)
    {
        int first = output * stride - padding;
        return (Math.Max(first, 0), Math.Min(first + kernel, extent));
    }

    private static int Count(int extent, int kernel, int stride, int padding) => (extent + 2 * padding - kernel) / stride + 1;

    private static void CheckAxis(string axis, int extent, int kernel, int stride, int padding)
    {
        Positive(extent, $"the {axis} of the image");
        Positive(kernel, $"the {axis} of the kernel");
        Positive(stride, $"the stride along the {axis}");
        if (padding < 0 || padding > kernel / 2)
            throw new ArgumentOutOfRangeException(nameof(padding), padding, $"the padding along the {axis} must be from 0 to half the kernel, {kernel / 2}");
        if (kernel > extent + 2 * padding)
            throw new ArgumentOutOfRangeException(nameof(kernel), kernel, $"the kernel is larger than the padded image along the {axis}, {extent} + 2 * {padding}");
    }

    private static void Positive(int value, string what)
    {
        if (value <= 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, what + " must be at least 1");
    }
}

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

/// <summary>Preconditions of the pooling kernels.</summary>
internal static class PoolChecks
{
    /// <summary>The number of images, from the lengths of an input-sized and an output-sized buffer.</summary>
    public static int Images(in PoolGeometry geometry, ReadOnlySpan<float> input, string inputName, ReadOnlySpan<float> output, string outputName)
    {
        if (geometry.Channels == 0)
            throw new ArgumentException("the geometry is 'default'; construct it from extents", nameof(geometry));
        int images = SpanChecks.Rows(output.Length, geometry.OutputSize, outputName);
        if (input.Length != (long)images * geometry.InputSize)
            ThrowInput(geometry, images, input.Length, inputName);
        SpanChecks.NoOverlap(input, output, inputName, outputName);
        return images;
    }

    private static void ThrowInput(in PoolGeometry geometry, int images, int length, string name)
        => SpanChecks.Length(length, (long)images * geometry.InputSize, name,
            $"{images} images of {geometry.Input.Height} x {geometry.Input.Width} pixels and {geometry.Channels} channels");
}
