using System.Runtime.InteropServices;
using Saccade.Files;
using Saccade.Kernels.Sparse;
using Saccade.Tensors;

namespace Saccade.Training.Benchmarks;

/// <summary>Writes arrays in NumPy's format (version 1.0, little-endian, C order).</summary>
internal static class NpyFile
{
    private const int Chunk = 1 << 20;

    /// <summary>Float32 values.</summary>
    public static void Write(string path, Shape shape, ReadOnlyMemory<float> values) => AtomicFile.Write(path, stream =>
    {
        stream.Write(NpyHead.Of("'<f4'", [.. shape.Extents.ToArray().Select(n => (long)n)]));
        for (int at = 0; at < values.Length; at += Chunk)
            stream.Write(MemoryMarshal.AsBytes(values.Span.Slice(at, Math.Min(Chunk, values.Length - at))));
    });

    /// <summary>Whether each value is not 0, eight to a byte, the first in the lowest bit.</summary>
    public static void WriteBits(string path, ReadOnlySpan<float> values)
    {
        float[] words = new float[SpikeWords.Count(values.Length)];
        SpikeWords.Pack(values, words);
        int bytes = (values.Length + 7) / 8;
        AtomicFile.Write(path, stream =>
        {
            stream.Write(NpyHead.Of("'|u1'", bytes));
            stream.Write(MemoryMarshal.AsBytes<float>(words)[..bytes]);
        });
    }
}
