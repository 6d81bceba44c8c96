using System.Globalization;
using System.Text;

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>The attributes of an object that are whole numbers or texts.</summary>
internal static class Hdf5Attributes
{
    private const int NameRecords = 8, HeapIdBytes = 8;

    /// <summary>Names and values; a number is written in digits.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static IReadOnlyDictionary<string, string> Of(Hdf5Image image, Hdf5Object owner)
    {
        Dictionary<string, string> found = new(StringComparer.OrdinalIgnoreCase);
        foreach (var message in owner.All(Hdf5Object.Kind.Attribute))
            Read(image, message.Span, found);
        if (owner.Find(Hdf5Object.Kind.AttributeInfo) is { } info)
            ReadDense(image, info.Span, found);
        return found;
    }

    private static void ReadDense(Hdf5Image image, ReadOnlySpan<byte> message, Dictionary<string, string> found)
    {
        Hdf5Cursor cursor = new(message);
        cursor.Skip(1);
        cursor.Skip((cursor.U8() & 1) != 0 ? 2 : 0);
        ulong heapAddress = image.Address(ref cursor), tree = image.Address(ref cursor);
        if (heapAddress == Hdf5Image.Nowhere)
            return;
        FractalHeap heap = new(image, heapAddress);
        foreach (var record in NewTree.Records(image, tree, NameRecords))
            Read(image, heap.Object(record.Span[..Math.Min(HeapIdBytes, record.Length)]), found);
    }

    private static void Read(Hdf5Image image, ReadOnlySpan<byte> message, Dictionary<string, string> found)
    {
        Hdf5Cursor cursor = new(message);
        int version = cursor.U8(), flags = cursor.U8();
        int nameSize = cursor.U16(), typeSize = cursor.U16(), spaceSize = cursor.U16();
        cursor.Skip(version == 3 ? 1 : 0);
        string name = Encoding.UTF8.GetString(Part(ref cursor, nameSize, version)).TrimEnd('\0');
        ReadOnlySpan<byte> typePart = Part(ref cursor, typeSize, version), space = Part(ref cursor, spaceSize, version);
        if (version is < 1 or > 3 || (version > 1 && flags != 0))
            return; // of a type that is shared, or of a newer kind: nothing that names a sensor
        var type = Hdf5Type.Read(typePart);
        if (Hdf5Space.Read(image, space).Extents.All(e => e == 1) && Value(image, type, cursor.Rest) is { } value)
            found[name] = value;
    }

    private static ReadOnlySpan<byte> Part(ref Hdf5Cursor cursor, int size, int version) =>
        cursor.Bytes(version == 1 ? (size + 7) / 8 * 8 : size)[..size];

    private static string? Value(Hdf5Image image, Hdf5Type type, ReadOnlySpan<byte> data)
    {
        data = new Hdf5Cursor(data).Bytes(type.Size);
        if (type.Kind == Hdf5Kind.Integer)
        {
            long[] number = new long[1];
            Hdf5Numbers.Read(data, type.Size, type, number);
            return number[0].ToString(CultureInfo.InvariantCulture);
        }

        if (!type.IsText)
            return null;
        var text = type.Kind == Hdf5Kind.List ? GlobalHeap.Object(image, data, 1) : data;
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]).Trim();
    }
}
