using Saccade.Events.Cache;
using Saccade.Events.Frames;

namespace Saccade.Training.Reports;

/// <summary>Makes pictures of a few recordings from the frames that a network learns from.</summary>
internal static class RecordingSketch
{
    private const int MostClasses = 8, MostFrames = 4, MostPixels = 48;

    /// <summary>The first recording of each class, of eight classes at most; none of still images, which are no recordings.</summary>
    public static IReadOnlyList<RecordingPicture> Of(PreparedFrames data)
    {
        if (data.Preparation.IsStill || data.Channels != FrameBuffer.Channels)
            return [];
        int[] positions = [.. Enumerable.Range(0, MostFrames).Select(i => (int)Math.Round(i * (data.Steps - 1) / (MostFrames - 1.0))).Distinct()];
        return [.. Enumerable.Range(0, data.Count).DistinctBy(sample => data.Labels[sample]).OrderBy(sample => data.Labels[sample]).Take(MostClasses).Select(sample => Draw(data, sample, positions))];
    }

    private static RecordingPicture Draw(PreparedFrames data, int sample, int[] positions)
    {
        float[] values = new float[positions.Length * data.FrameLength];
        data.CopyTo(sample, positions, values);
        int cell = (Math.Max(data.Size.Width, data.Size.Height) + MostPixels - 1) / MostPixels;
        int width = (data.Size.Width + cell - 1) / cell, height = (data.Size.Height + cell - 1) / cell;
        float[][] frames = [.. positions.Select((_, i) => Shrink(values.AsSpan(i * data.FrameLength, data.FrameLength), data.Size.Width, cell, width, height))];
        float[] active = [.. frames.SelectMany(frame => frame).Where(value => value != 0).Select(Math.Abs)];
        float usual = active.Length == 0 ? 1 : active.Average();
        return new RecordingPicture(data.Classes[data.Labels[sample]], width, height, data.Steps, [.. positions], [.. frames.Select(frame => string.Concat(frame.Select(value => Letter(value / usual))))]);
    }

    /// <summary>Sums over squares of pixels: what is more, ON as it is or OFF with a minus.</summary>
    private static float[] Shrink(ReadOnlySpan<float> frame, int columns, int cell, int width, int height)
    {
        float[] off = new float[width * height], on = new float[width * height];
        for (int i = 0; i < frame.Length; i += FrameBuffer.Channels)
        {
            int pixel = i / FrameBuffer.Channels, at = (pixel / columns / cell * width) + (pixel % columns / cell);
            off[at] += frame[i];
            on[at] += frame[i + 1];
        }

        return [.. on.Zip(off, (more, less) => more >= less ? more : -less)];
    }

    private static char Letter(float strength) => strength == 0 ? '.' : (char)((strength > 0 ? 'A' : 'a') + (Math.Abs(strength) < 0.75f ? 0 : Math.Abs(strength) < 1.5f ? 1 : 2));
}
