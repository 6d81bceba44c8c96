namespace Saccade.Networks.Files;

/// <summary>What a safetensors file says about one tensor.</summary>
/// <param name="Name">Name, unique in its file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Extents, outermost first; empty for a scalar. The axes mean what the writer of the file says.</param>
/// <param name="Offset">First byte of the data, from the start of the file.</param>
/// <param name="ByteCount">Bytes of data: the product of the extents times the size of an element.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, IReadOnlyList<int> Shape, long Offset, long ByteCount)
{
    /// <summary>Number of elements.</summary>
    public long Count => ByteCount / Type.Size();

    /// <summary>Type and shape as messages show them, for example <c>F32 [3, 3, 2, 32]</c>.</summary>
    public string Describe() => $"{Type.FileName()} [{string.Join(", ", Shape)}]";
}
