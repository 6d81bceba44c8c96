namespace Saccade.Events.Augment;

/// <summary>Changes of brightness beside those of place.</summary>
public sealed partial class PixelMap
{
    private const int Bytes = 256;

    private readonly List<Tone> _tones = [];

    /// <summary>Adds a change of brightness, for images of bytes; done before all changes of place.</summary>
    /// <param name="tone">The change.</param>
    public void Add(Tone tone)
    {
        ArgumentNullException.ThrowIfNull(tone);
        _tones.Add(tone);
        IsIdentity = false;
    }

    /// <summary>What is shown for each byte of each channel, [channels, 256], after all changes of brightness; null if there is none.</summary>
    private float[]? Toned(ReadOnlySpan<byte> image, ReadOnlySpan<float> shown, int channels)
    {
        if (_tones.Count == 0)
            return null;
        byte[] now = new byte[channels * Bytes], step = new byte[Bytes];
        int[] counts = new int[channels * Bytes];
        for (int i = 0; i < now.Length; i++)
            now[i] = (byte)i;
        for (int i = 0; i < image.Length; i++)
            counts[(i % channels * Bytes) + image[i]]++;
        foreach (var tone in _tones)
        {
            double mean = Mean(counts, channels);
            for (int c = 0; c < channels; c++)
            {
                var channel = counts.AsSpan(c * Bytes, Bytes);
                tone.Fill(channel, mean, step);
                foreach (ref byte value in now.AsSpan(c * Bytes, Bytes))
                    value = step[value];
                Move(channel, step);
            }
        }

        float[] result = new float[now.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = shown[now[i]];
        return result;
    }

    private void RequireNoTones()
    {
        if (_tones.Count > 0)
            throw new InvalidOperationException("got a change of brightness for frames of events, expected still images of 1 or 3 channels: events have no brightness");
    }

    /// <summary>Mean brightness: of red, green and blue by their weights in Pillow's grey, of others the plain mean.</summary>
    private static double Mean(ReadOnlySpan<int> counts, int channels)
    {
        ReadOnlySpan<double> weights = channels == 3 ? [0.299, 0.587, 0.114] : [1];
        double sum = 0, total = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double weight = weights[i / Bytes % weights.Length];
            sum += weight * counts[i] * (i % Bytes);
            total += weight * counts[i];
        }

        return total == 0 ? 0 : sum / total;
    }

    /// <summary>How often each byte is there once all have become others.</summary>
    private static void Move(Span<int> counts, ReadOnlySpan<byte> table)
    {
        Span<int> moved = stackalloc int[Bytes];
        moved.Clear();
        for (int i = 0; i < Bytes; i++)
            moved[table[i]] += counts[i];
        moved.CopyTo(counts);
    }
}
