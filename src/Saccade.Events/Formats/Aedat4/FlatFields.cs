using System.Buffers.Binary;

namespace Saccade.Events.Formats.Aedat4;

/// <summary>Pieces of a FlatBuffer that is written by hand.</summary>
internal static class FlatFields
{
    /// <summary>A 32-bit number.</summary>
    public static void PutInt32(Span<byte> buffer, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(buffer[at..], value);

    /// <summary>A list that says where in a table of so many bytes each field is.</summary>
    public static void PutList(Span<byte> list, int tableBytes, params ReadOnlySpan<int> positions)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(list, (ushort)(4 + 2 * positions.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(list[2..], (ushort)tableBytes);
        for (int i = 0; i < positions.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(list[(4 + 2 * i)..], (ushort)positions[i]);
    }
}
