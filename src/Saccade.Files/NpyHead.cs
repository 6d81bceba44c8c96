using System.Buffers.Binary;
using System.Text;

namespace Saccade.Files;

/// <summary>What stands before the data in a file of NumPy's format (<c>.npy</c>, version 1.0); the data follow as they lie in memory, little-endian, last index fastest.</summary>
public static class NpyHead
{
    private const int Alignment = 64, FrontBytes = 10;

    /// <summary>The first bytes of every array.</summary>
    public static ReadOnlySpan<byte> Signature => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The bytes before the data, padded so that the data begin at a multiple of 64.</summary>
    /// <param name="type">The type of an element as NumPy writes it: <c>'&lt;f4'</c> with its quotes, or a list of fields.</param>
    /// <param name="extents">Extents of the array; none for a single number.</param>
    public static byte[] Of(string type, params ReadOnlySpan<long> extents)
    {
        string shape = string.Join(", ", extents.ToArray()) + (extents.Length == 1 ? "," : "");
        string text = $"{{'descr': {type}, 'fortran_order': False, 'shape': ({shape}), }}";
        int length = (FrontBytes + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[length];
        Signature.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(length - FrontBytes));
        Encoding.ASCII.GetBytes(text.PadRight(length - FrontBytes - 1) + "\n", bytes.AsSpan(FrontBytes));
        return bytes;
    }
}
