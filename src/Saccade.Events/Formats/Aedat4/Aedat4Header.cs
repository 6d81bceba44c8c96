using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat4;

/// <summary>What the header of an AEDAT 4 file says: compression, where the packets end, the streams.</summary>
/// <param name="Compression">How packets are compressed.</param>
/// <param name="PacketsEnd">Position of the table after the packets; -1 when there is none.</param>
/// <param name="Streams">The streams, in the order of their numbers.</param>
internal sealed record Aedat4Header(Aedat4Compression Compression, long PacketsEnd, IReadOnlyList<StreamInfo> Streams)
{
    private const int CompressionField = 0;
    private const int TableField = 1;
    private const int DescriptionField = 2;

    /// <summary>Reads the FlatBuffer after the version line.</summary>
    /// <param name="buffer">It, without its length.</param>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where it begins.</param>
    /// <exception cref="EventFormatException">It is not what the format promises.</exception>
    public static Aedat4Header Read(ReadOnlySpan<byte> buffer, string path, long offset)
    {
        if (!FlatTable.TryRoot(buffer, "IOHE"u8, out var table) || !table.TryVector(DescriptionField, 1, out var description))
            throw new EventFormatException(path, offset, "a FlatBuffer 'IOHE' with a description of the streams", "another or a damaged one", "the header is damaged");
        int compression = table.Int32(CompressionField, 0);
        if (compression is < 0 or > (int)Aedat4Compression.ZstdHigh)
            throw new EventFormatException(path, offset, "compression 0 (none), 1 or 2 (LZ4), 3 or 4 (Zstd)", $"{compression}");
        return new Aedat4Header((Aedat4Compression)compression, table.Int64(TableField, -1), ReadStreams(description, path, offset));
    }

    private static StreamInfo[] ReadStreams(ReadOnlySpan<byte> description, string path, long offset)
    {
        if (description.IsEmpty)
            return [];
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(description).TrimEnd('\0')), settings);
            var nodes = XDocument.Load(reader).Descendants("node").Where(n => n.Parent is { } p && Name(p) == "outInfo");
            return [.. nodes.Select(Stream).Where(s => s.Id >= 0).OrderBy(s => s.Id)];
        }
        catch (XmlException e)
        {
            throw new EventFormatException(path, offset, "a description of the streams in XML", $"text that is not XML from line {e.LineNumber}, column {e.LinePosition} on", "the header is damaged", e);
        }
    }

    private static StreamInfo Stream(XElement node)
    {
        int id = int.TryParse(Name(node), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
        var info = node.Elements("node").FirstOrDefault(n => Name(n) == "info");
        bool sized = int.TryParse(Attribute(info, "sizeX"), NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            & int.TryParse(Attribute(info, "sizeY"), NumberStyles.None, CultureInfo.InvariantCulture, out int height);
        SensorSize size = new(width, height);
        return new StreamInfo(id, Attribute(node, "typeIdentifier") ?? "", sized && size.IsValid ? size : null, Attribute(info, "source")?.Trim());
    }

    private static string? Name(XElement element) => element.Attribute("name")?.Value;

    private static string? Attribute(XElement? node, string key) =>
        node?.Elements("attr").FirstOrDefault(a => a.Attribute("key")?.Value == key)?.Value;
}

/// <summary>A stream of packets in an AEDAT 4 file.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Type">Four letters: EVTS, FRME, IMUS, TRIG or another.</param>
/// <param name="Sensor">The sensor, when it is stated.</param>
/// <param name="Source">The camera, or null.</param>
internal sealed record StreamInfo(int Id, string Type, SensorSize? Sensor, string? Source);

/// <summary>How packets are compressed; values are those of the file header.</summary>
internal enum Aedat4Compression
{
    None = 0,
    Lz4 = 1,
    Lz4High = 2,
    Zstd = 3,
    ZstdHigh = 4,
}
