using System.Buffers.Binary;
using System.Numerics;

namespace Saccade.Training.RunLog;

/// <summary>
/// Writes records as TensorFlow frames them (TFRecord): length (uint64), masked CRC-32C of the length, the bytes, masked CRC-32C of the bytes; all little-endian.
/// </summary>
internal sealed class TensorRecords(Stream stream)
{
    private const int LengthBytes = sizeof(ulong), ChecksumBytes = sizeof(uint);
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>Adds a record and hands it to the operating system.</summary>
    public void Write(ReadOnlySpan<byte> record)
    {
        byte[] framed = new byte[LengthBytes + ChecksumBytes + record.Length + ChecksumBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(framed, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(framed.AsSpan(LengthBytes), MaskedChecksum(framed.AsSpan(0, LengthBytes)));
        record.CopyTo(framed.AsSpan(LengthBytes + ChecksumBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(framed.AsSpan(framed.Length - ChecksumBytes), MaskedChecksum(record));
        stream.Write(framed);
        stream.Flush();
    }

    /// <summary>CRC-32C, turned by 15 bits and moved by a constant, so that a checksum of bytes that hold checksums stays useful.</summary>
    public static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }
}
