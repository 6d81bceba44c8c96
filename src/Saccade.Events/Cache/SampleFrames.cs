using Saccade.Events.Augment;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Sources;

namespace Saccade.Events.Cache;

/// <summary>Frames of one recording [T, H, W, C]: one byte a count, or float32 when a count exceeds 255 or is negative.</summary>
internal sealed class SampleFrames
{
    private SampleFrames(byte[]? bytes, float[]? floats)
    {
        Bytes = bytes;
        Floats = floats;
    }

    public byte[]? Bytes { get; }

    public float[]? Floats { get; }

    public int Length => Bytes?.Length ?? Floats!.Length;

    public static SampleFrames FromBytes(byte[] bytes) => new(bytes, null);

    public static SampleFrames FromFloats(float[] floats) => new(null, floats);

    /// <summary>Decodes a still image.</summary>
    /// <param name="item">The image.</param>
    /// <param name="preparation">How it becomes a frame.</param>
    /// <param name="crop">The random part of it that is seen; null for what the preparation shows.</param>
    /// <exception cref="DatasetException">It is a recording.</exception>
    public static SampleFrames OfImage(RecordingItem item, FramePreparation preparation, CropDraw? crop = null)
    {
        var image = item.ReadImage() ?? throw new DatasetException(item.Id, $"got a recording of events, expected a still image, since frames of {preparation.Channels} channels are asked for; recordings have 2");
        return FromBytes(preparation.Stored(image, crop));
    }

    /// <summary>Stores whole counts as compactly as they allow.</summary>
    public static SampleFrames Pack(ReadOnlySpan<float> counts)
    {
        byte[] bytes = new byte[counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] is < 0 or > byte.MaxValue)
                return FromFloats(counts.ToArray());
            bytes[i] = (byte)counts[i];
        }

        return FromBytes(bytes);
    }

    /// <summary>What the counts are multiplied by where all of them have a say in what is shown.</summary>
    public float FactorOf(CountScale scale) => Bytes is not null ? scale.FactorOf(Bytes) : scale.FactorOf(Floats);

    /// <summary>Copies a run of values as a network is shown them.</summary>
    public void CopyTo(int start, Span<float> destination, FramePreparation preparation, float factor)
    {
        if (Floats is not null)
        {
            Floats.AsSpan(start, destination.Length).CopyTo(destination);
            preparation.Counts.Apply(destination, factor);
            return;
        }

        var table = preparation.Shown;
        ReadOnlySpan<byte> source = Bytes.AsSpan(start, destination.Length);
        for (int i = 0; i < source.Length && i < destination.Length; i++)
            destination[i] = factor * table[source[i]];
    }

    /// <summary>Copies a run of counts as they are.</summary>
    public void CountsTo(int start, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = Floats is not null ? Floats[start + i] : Bytes![start + i];
    }
}
