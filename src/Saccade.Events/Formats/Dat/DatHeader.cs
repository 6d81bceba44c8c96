using System.Globalization;
using System.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Dat;

/// <summary>Collects the header lines of a DAT file, byte by byte, and what they say.</summary>
internal sealed class DatHeader(string path)
{
    /// <summary>Longer lines do not occur; a limit keeps a file without line ends from filling the memory.</summary>
    private const int MaxLine = 4096;

    private readonly List<byte> _line = [];
    private long _lineOffset;
    private int? _width;
    private int? _height;

    /// <summary>Bytes taken so far.</summary>
    public long Length { get; private set; }

    /// <summary>Whether a line has begun and not ended.</summary>
    public bool InLine => _line.Count > 0;

    /// <summary>The sensor, when the header names both extents.</summary>
    public SensorSize? Sensor => _width is { } w && _height is { } h ? new SensorSize(w, h).Checked(nameof(Sensor)) : null;

    /// <summary>Takes a byte; false when it does not belong to the header, which is then complete.</summary>
    public bool Take(byte value)
    {
        if (_line.Count == 0)
        {
            if (value != '%')
                return Length > 0 ? false : throw new EventFormatException(path, 0, "a header line that begins with '%'", $"byte 0x{value:x2}");
            _lineOffset = Length;
        }

        Length++;
        if (value == '\n')
        {
            Interpret(Encoding.ASCII.GetString([.. _line]));
            _line.Clear();
            return true;
        }

        _line.Add(value);
        if (_line.Count > MaxLine)
            throw new EventFormatException(path, _lineOffset, $"a header line of at most {MaxLine} bytes", "a longer one");
        return true;
    }

    private void Interpret(string line)
    {
        string[] words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3)
            return;

        switch (words[1].ToLowerInvariant())
        {
            case "version" when words[2] != "2":
                throw new EventFormatException(path, _lineOffset, "version 2", $"'{line.Trim()}'", "version 1 packs its events differently and is not supported");
            case "width":
                _width = Extent(words[2], line);
                break;
            case "height":
                _height = Extent(words[2], line);
                break;
        }
    }

    private int Extent(string word, string line)
    {
        bool good = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= SensorSize.MaxExtent;
        return good ? value : throw new EventFormatException(path, _lineOffset, $"an extent of 1 to {SensorSize.MaxExtent} pixels", $"'{line.Trim()}'");
    }
}
