using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat2;

/// <summary>What the '#' lines of an AEDAT 1 or 2 file say.</summary>
internal sealed class Aedat2Header(string path)
{
    /// <summary>The last line of a header, without its mark.</summary>
    public const string EndMark = "End Of ASCII Header";

    private readonly List<HeaderField> _fields = [];

    public IReadOnlyList<HeaderField> Fields => _fields;

    /// <summary>1 or 2; a file without a version line is of version 1.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>The layout that the name of the chip tells, or null.</summary>
    public AddressLayout? Layout { get; private set; }

    /// <summary>Whether the end mark has come; jAER and v2e write it with and without a space before it.</summary>
    public bool Ended { get; private set; }

    public void Take(ReadOnlySpan<byte> line, long offset)
    {
        string text = HeaderLine.Text(line);
        Ended = text.Equals(EndMark, StringComparison.OrdinalIgnoreCase);
        if (text.StartsWith("AER-DAT", StringComparison.Ordinal))
        {
            if (!text.StartsWith("AER-DAT1", StringComparison.Ordinal) && !text.StartsWith("AER-DAT2", StringComparison.Ordinal))
                throw new EventFormatException(path, offset, "AER-DAT1 or AER-DAT2", $"'{text}'");
            Version = text["AER-DAT".Length] - '0';
        }

        // Files of jAER hold whole settings here, lines by the hundred; the beginning tells what they are.
        if (text.Length > 0 && _fields.Count < 64)
            _fields.Add(HeaderLine.Field(text, ':'));
        Layout ??= LayoutOf(text);
    }

    private static AddressLayout? LayoutOf(string text) =>
        !text.Contains("AEChip", StringComparison.OrdinalIgnoreCase) && !text.Contains("HardwareInterface", StringComparison.OrdinalIgnoreCase) ? null
        : text.Contains("Davis346", StringComparison.OrdinalIgnoreCase) ? AddressLayout.Davis346
        : text.Contains("Davis240", StringComparison.OrdinalIgnoreCase) || text.Contains("SBret", StringComparison.OrdinalIgnoreCase) ? AddressLayout.Davis240
        : text.Contains("DVS128", StringComparison.OrdinalIgnoreCase) ? AddressLayout.Dvs128
        : null;
}
