using System.Runtime.InteropServices;
using System.Text;
using Saccade.Networks.Files;
using Saccade.Tensors;

namespace Saccade.Training.Benchmarks;

/// <summary>Writes float32 arrays in NumPy's format (version 1.0, little-endian, C order).</summary>
internal static class NpyFile
{
    private const int Alignment = 64, FrontBytes = 10;

    public static void Write(string path, Shape shape, ReadOnlyMemory<float> values)
    {
        string extents = string.Concat(shape.Extents.ToArray().Select(n => $"{n}, "));
        string text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({extents}), }}";
        int padded = (FrontBytes + text.Length + 1 + Alignment - 1) / Alignment * Alignment - FrontBytes;
        byte[] header = Encoding.ASCII.GetBytes(text.PadRight(padded - 1) + "\n");
        AtomicFile.Write(path, stream =>
        {
            stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
            stream.Write(header);
            const int Chunk = 1 << 20;
            for (int at = 0; at < values.Length; at += Chunk)
                stream.Write(MemoryMarshal.AsBytes(values.Span.Slice(at, Math.Min(Chunk, values.Length - at))));
        });
    }
}
