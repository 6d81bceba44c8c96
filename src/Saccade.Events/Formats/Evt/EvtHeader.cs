using System.Globalization;
using System.Text;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Evt;

/// <summary>What the '%' lines of a Prophesee RAW file say.</summary>
internal sealed class EvtHeader(string path)
{
    /// <summary>What every line begins with; old files have no end mark, so the space counts.</summary>
    public static ReadOnlySpan<byte> Mark => "% "u8;

    // System numbers of Prophesee's boards (OpenEB): which encode EVT 3.0, the last one that is known, and the first one whose EVT 2.1 has the present order of words.
    private const int LastSystem = 50, FirstOfPresentOrder = 0x37;

    private const string Legacy = "legacy";

    private static readonly int[] _evt3Systems = [30, 40, 46, 48, 49, 50];

    private readonly List<HeaderField> _fields = [];
    private string? _order;
    private int? _system;
    private bool _isProphesee;
    private SensorSize? _stated;
    private SensorSize? _ofCamera;

    public IReadOnlyList<HeaderField> Fields => _fields;

    /// <summary>The encoding that a line names, or null.</summary>
    public EvtEncoding? Named { get; private set; }

    /// <summary>The encoding: the named one, else that of the camera's board, else null.</summary>
    public EvtEncoding? Encoding => Named ?? _system switch
    {
        null or < 1 or > LastSystem => null,
        { } system => Array.IndexOf(_evt3Systems, system) >= 0 ? EvtEncoding.Evt3 : EvtEncoding.Evt2,
    };

    /// <summary>Whether the two halves of an EVT 2.1 word have changed places, as older boards wrote them.</summary>
    public bool HasLegacyOrder => _order is not null ? _order == Legacy : _isProphesee && _system < FirstOfPresentOrder;

    /// <summary>Whether a line has ended the header.</summary>
    public bool Ended { get; private set; }

    /// <summary>The stated sensor, else that of the named camera, else null.</summary>
    public SensorSize? Sensor => _stated ?? _ofCamera;

    public void Take(ReadOnlySpan<byte> line, long offset)
    {
        string text = HeaderLine.Text(line);
        var field = HeaderLine.Field(text, ' ');
        _fields.Add(field);
        switch (field.Name.ToLowerInvariant())
        {
            case "end":
                Ended = true;
                break;
            case "evt":
                TakeName(field.Value, text, offset);
                break;
            case "endianness":
                TakeOrder(field.Value, text, offset);
                break;
            case "system_id":
                _system = int.TryParse(field.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int system) ? system : null;
                break;
            case "integrator_name" or "camera_integrator_name" or "plugin_integrator_name":
                _isProphesee |= field.Value.Equals("Prophesee", StringComparison.OrdinalIgnoreCase);
                break;
            case "format":
                TakeFormat(field.Value, text, offset);
                break;
            case "geometry":
                _stated = Size(field.Value.Split('x'), text, offset);
                break;
            default:
                _ofCamera ??= SensorOfCamera(field);
                break;
        }
    }

    /// <summary>For example <c>EVT3;height=720;width=1280</c>.</summary>
    private void TakeFormat(string value, string text, long offset)
    {
        string? width = null, height = null;
        foreach (string part in value.Split(';', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("width=", StringComparison.Ordinal))
                width = part["width=".Length..];
            else if (part.StartsWith("height=", StringComparison.Ordinal))
                height = part["height=".Length..];
            else if (part.StartsWith("endianness=", StringComparison.Ordinal))
                TakeOrder(part["endianness=".Length..], text, offset);
            else if (!part.Contains('=', StringComparison.Ordinal) && part.Length > 0)
                TakeName(part.StartsWith("EVT", StringComparison.OrdinalIgnoreCase) ? part["EVT".Length..] : part, text, offset);
        }

        if (width is not null && height is not null)
            _stated = Size([width, height], text, offset);
    }

    private void TakeOrder(string order, string text, long offset) => _order = order is "little" or Legacy
        ? order
        : throw new EventFormatException(path, offset, $"words in the order 'little' or '{Legacy}'", $"'{text}'", "no camera of which this format is known writes others");

    /// <summary>Two lines that name different encodings cannot both be right, and words of the wrong one look like events.</summary>
    private void TakeName(string version, string text, long offset)
    {
        var encoding = EncodingOf(version, text, offset);
        if (Named is { } other && other != encoding)
            throw new EventFormatException(path, offset, $"{other}, as a line above says", $"'{text}'", "correct the header");
        Named = encoding;
    }

    private EvtEncoding EncodingOf(string version, string text, long offset) => version switch
    {
        "2" or "2.0" => EvtEncoding.Evt2,
        "21" or "2.1" => EvtEncoding.Evt21,
        "3" or "3.0" => EvtEncoding.Evt3,
        _ => throw new EventFormatException(path, offset, "EVT 2.0, 2.1 or 3.0", $"'{text}'"),
    };

    private SensorSize Size(string[] words, string text, long offset) =>
        words.Length == 2
        && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
        && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
        && new SensorSize(width, height) is { IsValid: true } size
            ? size
            : throw new EventFormatException(path, offset, $"width and height of 1 to {SensorSize.MaxExtent} pixels", $"'{text}'");

    /// <summary>Older files name the camera and not the size of its sensor.</summary>
    private static SensorSize? SensorOfCamera(HeaderField field) => field.Name.ToLowerInvariant() switch
    {
        "plugin_name" or "generation" or "sensor_generation" or "sensor_name" => field.Value.ToLowerInvariant() switch
        {
            var name when name.Contains("gen41", StringComparison.Ordinal) || name.Contains("imx636", StringComparison.Ordinal)
                || name.Contains("gen4", StringComparison.Ordinal) || name.StartsWith("4.", StringComparison.Ordinal) => new SensorSize(1280, 720),
            var name when name.Contains("gen3", StringComparison.Ordinal) || name.StartsWith("3.", StringComparison.Ordinal) => new SensorSize(640, 480),
            var name when name.Contains("genx320", StringComparison.Ordinal) => new SensorSize(320, 320),
            _ => null,
        },
        _ => null,
    };
}

/// <summary>The header lines that the writers begin a file with.</summary>
internal static class EvtHeaderText
{
    /// <summary>The lines for an encoding; without a sensor none is stated.</summary>
    public static byte[] Of(string encoding, string version, WriteOptions options)
    {
        string geometry = options.Sensor is { } sensor ? $"% format {encoding};height={sensor.Height};width={sensor.Width}\n% geometry {sensor}\n" : $"% format {encoding}\n";
        return Encoding.ASCII.GetBytes($"% evt {version}\n{geometry}% end\n");
    }
}
