
namespace Saccade.Kernels.Pooling;

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
