using System.Buffers.Binary;

namespace Saccade.Events.Datasets.Sources;

/// <summary>The checksum of zip archives (ISO 3309, reflected polynomial 0xEDB88320), eight bytes a step.</summary>
internal static class Crc32
{
    public const uint Start = uint.MaxValue;

    private static readonly uint[] s_tables = MakeTables();

    public static uint Finish(uint state) => ~state;

    public static uint Update(uint state, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> t = s_tables;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ state;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = t[(int)(7 * 256 + (low & 0xff))] ^ t[(int)(6 * 256 + ((low >> 8) & 0xff))]
                ^ t[(int)(5 * 256 + ((low >> 16) & 0xff))] ^ t[(int)(4 * 256 + (low >> 24))]
                ^ t[(int)(3 * 256 + (high & 0xff))] ^ t[(int)(2 * 256 + ((high >> 8) & 0xff))]
                ^ t[(int)(256 + ((high >> 16) & 0xff))] ^ t[(int)(high >> 24)];
        }

        foreach (byte b in bytes)
            state = t[(int)((state ^ b) & 0xff)] ^ (state >> 8);
        return state;
    }

    private static uint[] MakeTables()
    {
        uint[] tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value >> 1) ^ ((value & 1) * 0xEDB88320);
            tables[i] = value;
        }

        for (int i = 256; i < tables.Length; i++)
            tables[i] = (tables[i - 256] >> 8) ^ tables[tables[i - 256] & 0xff];
        return tables;
    }
}
