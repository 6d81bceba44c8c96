using Saccade.Events.Frames;

namespace Saccade.Events.Cache;

/// <summary>Frames of one recording [T, H, W, C]: one byte a count, or float32 when a count exceeds 255.</summary>
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

    /// <summary>Stores whole, non-negative counts as compactly as they allow.</summary>
    public static SampleFrames Pack(ReadOnlySpan<float> counts)
    {
        byte[] bytes = new byte[counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > byte.MaxValue)
                return FromFloats(counts.ToArray());
            bytes[i] = (byte)counts[i];
        }

        return FromBytes(bytes);
    }

    /// <summary>Copies a run of values as a network is shown them.</summary>
    public void CopyTo(int start, Span<float> destination, FramePreparation preparation)
    {
        if (Floats is not null)
        {
            Floats.AsSpan(start, destination.Length).CopyTo(destination);
            preparation.Counts.Apply(destination);
            return;
        }

        var table = preparation.Shown;
        ReadOnlySpan<byte> source = Bytes.AsSpan(start, destination.Length);
        for (int i = 0; i < source.Length && i < destination.Length; i++)
            destination[i] = table[source[i]];
    }

    /// <summary>Copies a run of counts as they are.</summary>
    public void CountsTo(int start, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = Floats is not null ? Floats[start + i] : Bytes![start + i];
    }
}
