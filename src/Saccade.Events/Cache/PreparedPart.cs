using System.Text.Json;

namespace Saccade.Events.Cache;

/// <summary>What one of several processes has prepared of a set, as bytes: sample after sample, then the sums of the reports.</summary>
internal static class PreparedPart
{
    private const byte ByteCounts = 0, FloatCounts = 1;

    /// <summary>The samples with indices first, first + step, ...</summary>
    public static byte[] Write(SampleFrames[] samples, PreparationReport report, int first, int step)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        for (int i = first; i < samples.Length; i += step)
        {
            writer.Write(samples[i].Bytes is null ? FloatCounts : ByteCounts);
            if (samples[i].Bytes is { } bytes)
            {
                writer.Write(bytes);
                continue;
            }

            foreach (float value in samples[i].Floats!)
                writer.Write(value);
        }

        writer.Write(JsonSerializer.SerializeToUtf8Bytes(report, ReportJson.Default.PreparationReport));
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Puts the samples of another process in their places; the report that came with them.</summary>
    public static PreparationReport Read(byte[] part, SampleFrames[] samples, int sampleLength, int first, int step)
    {
        using var stream = new MemoryStream(part);
        using var reader = new BinaryReader(stream);
        for (int i = first; i < samples.Length; i += step)
            samples[i] = reader.ReadByte() == ByteCounts ? SampleFrames.FromBytes(reader.ReadBytes(sampleLength)) : SampleFrames.FromFloats(Floats(reader, sampleLength));
        return JsonSerializer.Deserialize(part.AsSpan((int)stream.Position), ReportJson.Default.PreparationReport)!;
    }

    private static float[] Floats(BinaryReader reader, int length)
    {
        float[] values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = reader.ReadSingle();
        return values;
    }
}
