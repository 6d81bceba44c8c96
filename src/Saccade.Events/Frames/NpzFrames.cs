using Saccade.Events.Formats.Numpy;
using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>
/// Reads the frames that SpikingJelly prepares and keeps: a <c>.npz</c> file with one array <c>frames</c> [T, C, H, W] of
/// numbers, channel 0 = OFF and 1 = ON.
/// </summary>
public static class NpzFrames
{
    private const int BlockValues = 4096;

    /// <summary>Reads the frames of one recording.</summary>
    /// <param name="stream">The file; read to its end.</param>
    /// <param name="path">Name of the file in messages.</param>
    /// <returns>The frames as [T, H, W, C].</returns>
    /// <exception cref="EventFormatException">The file is damaged, or holds no such frames.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static FrameBuffer Read(Stream stream, string path = "(unnamed frames)")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using NpzArchive archive = new(stream, path);
        if (!archive.Has(NpzReader.FramesName))
            throw new EventFormatException(path, 0, $"an array '{NpzReader.FramesName}'", archive.ToString(), "a file of events is read as format npz");
        var array = archive.Read(NpzReader.FramesName);
        if (array.Header is not { IsPlain: true, IsFortran: false, Shape: [var steps, FrameBuffer.Channels, var height, var width] }
            || !new SensorSize((int)Math.Min(width, int.MaxValue), (int)Math.Min(height, int.MaxValue)).IsValid)
        {
            throw new EventFormatException(array.Path, 0, $"frames of shape (T, {FrameBuffer.Channels}, H, W), last index fastest", array.ToString());
        }

        FrameBuffer frames = new((int)steps, new SensorSize((int)width, (int)height));
        Copy(array.Flat()!, frames);
        archive.Finish();
        return frames;
    }

    private static void Copy(NpyColumn values, FrameBuffer frames)
    {
        double[] block = new double[BlockValues];
        int pixels = frames.Height * frames.Width;
        for (int plane = 0; plane < frames.Steps * FrameBuffer.Channels; plane++)
        {
            var target = frames.Frame(plane / FrameBuffer.Channels);
            int channel = plane % FrameBuffer.Channels;
            for (int first = 0; first < pixels; first += BlockValues)
            {
                var some = block.AsSpan(0, Math.Min(BlockValues, pixels - first));
                values.Read((long)plane * pixels + first, some);
                for (int i = 0; i < some.Length; i++)
                    target[(first + i) * FrameBuffer.Channels + channel] = (float)some[i];
            }
        }
    }
}
