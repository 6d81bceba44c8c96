using System.Runtime.InteropServices;
using System.Text;
using Saccade.Files;
using Saccade.Kernels.Sparse;
using Saccade.Tensors;

namespace Saccade.Training.Benchmarks;

/// <summary>Writes arrays in NumPy's format (version 1.0, little-endian, C order).</summary>
internal static class NpyFile
{
    private const int Alignment = 64, FrontBytes = 10, Chunk = 1 << 20;

    /// <summary>Float32 values.</summary>
    public static void Write(string path, Shape shape, ReadOnlyMemory<float> values) => AtomicFile.Write(path, stream =>
    {
        stream.Write(Header("<f4", string.Concat(shape.Extents.ToArray().Select(n => $"{n}, "))));
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
            stream.Write(Header("|u1", $"{bytes}, "));
            stream.Write(MemoryMarshal.AsBytes<float>(words)[..bytes]);
        });
    }

    private static byte[] Header(string type, string extents)
    {
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({extents}), }}";
        int padded = (FrontBytes + text.Length + 1 + Alignment - 1) / Alignment * Alignment - FrontBytes;
        return [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)padded, (byte)(padded >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(padded - 1) + "\n")];
    }
}
