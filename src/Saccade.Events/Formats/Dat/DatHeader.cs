using System.Globalization;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Dat;

/// <summary>What the header lines of a DAT file say.</summary>
internal sealed class DatHeader(string path)
{
    private readonly List<HeaderField> _fields = [];
    private int? _width;
    private int? _height;

    /// <summary>All lines.</summary>
    public IReadOnlyList<HeaderField> Fields => _fields;

    /// <summary>1 or 2; files that name none are of version 1.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>The sensor, when the header names both extents.</summary>
    public SensorSize? Sensor => _width is { } w && _height is { } h ? new SensorSize(w, h) : null;

    /// <summary>Takes a line.</summary>
    public void Take(ReadOnlySpan<byte> line, long offset)
    {
        string text = HeaderLine.Text(line);
        var field = HeaderLine.Field(text, ' ');
        _fields.Add(field);
        if (field.Value.Length == 0)
            return;

        switch (field.Name.ToLowerInvariant())
        {
            case "version":
                if (field.Value is not ("1" or "2"))
                    throw new EventFormatException(path, offset, "version 1 or 2", $"'{text}'");
                Version = field.Value[0] - '0';
                break;
            case "width":
                _width = Extent(field.Value, text, offset);
                break;
            case "height":
                _height = Extent(field.Value, text, offset);
                break;
        }
    }

    private int Extent(string word, string text, long offset)
    {
        bool good = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= SensorSize.MaxExtent;
        return good ? value : throw new EventFormatException(path, offset, $"an extent of 1 to {SensorSize.MaxExtent} pixels", $"'{text}'");
    }
}
