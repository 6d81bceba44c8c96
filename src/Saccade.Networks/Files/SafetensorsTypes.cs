using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Saccade.Networks.Files;

/// <summary>Sizes and names of the element types.</summary>
internal static class SafetensorsTypes
{
    private static readonly (SafetensorsType Type, string Name, int Size)[] _table =
    [
        (SafetensorsType.Bool, "BOOL", 1), (SafetensorsType.U8, "U8", 1), (SafetensorsType.I8, "I8", 1),
        (SafetensorsType.F8E5M2, "F8_E5M2", 1), (SafetensorsType.F8E4M3, "F8_E4M3", 1),
        (SafetensorsType.U16, "U16", 2), (SafetensorsType.I16, "I16", 2), (SafetensorsType.F16, "F16", 2), (SafetensorsType.BF16, "BF16", 2),
        (SafetensorsType.U32, "U32", 4), (SafetensorsType.I32, "I32", 4), (SafetensorsType.F32, "F32", 4),
        (SafetensorsType.U64, "U64", 8), (SafetensorsType.I64, "I64", 8), (SafetensorsType.F64, "F64", 8),
    ];

    /// <summary>Names of all types, for messages.</summary>
    public static string AllNames { get; } = string.Join(", ", _table.Select(row => row.Name));

    /// <summary>Bytes of one element.</summary>
    public static int Size(this SafetensorsType type) => _table[(int)type].Size;

    /// <summary>The name that stands in a file.</summary>
    public static string FileName(this SafetensorsType type) => _table[(int)type].Name;

    /// <summary>How an element becomes a float32: F32 as it stands, F16 and BF16 exactly, F64 rounded to the nearest; null for other types.</summary>
    public static FloatReader? FloatReader(this SafetensorsType type) => type switch
    {
        SafetensorsType.F32 => MemoryMarshal.Read<float>,
        SafetensorsType.F16 => bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        SafetensorsType.BF16 => bytes => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes) << 16),
        SafetensorsType.F64 => bytes => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        _ => null,
    };

    /// <summary>Finds a type by the name that stands in a file.</summary>
    public static bool TryParse(string name, out SafetensorsType type)
    {
        int index = Array.FindIndex(_table, row => row.Name == name);
        type = index < 0 ? default : _table[index].Type;
        return index >= 0;
    }
}

/// <summary>An element of a file as float32.</summary>
internal delegate float FloatReader(ReadOnlySpan<byte> bytes);
