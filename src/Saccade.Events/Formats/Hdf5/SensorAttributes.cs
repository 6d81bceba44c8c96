using System.Globalization;
using Saccade.Events.Formats.Hdf5.Structure;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Hdf5;

/// <summary>The sensor that the attributes of a file name: <c>geometry</c> (Metavision, "1280x720"), or a width and a height.</summary>
internal static class SensorAttributes
{
    private static readonly (string Width, string Height)[] _pairs =
        [("width", "height"), ("sensor_width", "sensor_height"), ("image_width", "image_height"), ("size_x", "size_y")];

    /// <summary>The sensor; null when no attribute of the events, of a group above them, or of the whole file names one.</summary>
    /// <exception cref="InvalidDataException">The attributes are damaged, or name a sensor that cannot be.</exception>
    public static SensorSize? Find(Hdf5File file, Hdf5Events events)
    {
        for (string path = events.Path; ; path = Hdf5Events.Parent(path))
        {
            if (Of(file.Attributes(path), path) is { } sensor)
                return sensor;
            if (path == "/")
                return null;
        }
    }

    private static SensorSize? Of(IReadOnlyDictionary<string, string> attributes, string path)
    {
        if (attributes.TryGetValue("geometry", out string? geometry) && geometry.Split('x') is [var columns, var rows])
            return Sensor(columns, rows, path);
        foreach ((string width, string height) in _pairs)
        {
            if (attributes.TryGetValue(width, out string? w) && attributes.TryGetValue(height, out string? h))
                return Sensor(w, h, path);
        }

        return null;
    }

    private static SensorSize Sensor(string width, string height, string path) =>
        int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int w) && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out int h)
        && w is > 0 and <= SensorSize.MaxExtent && h is > 0 and <= SensorSize.MaxExtent
            ? new SensorSize(w, h)
            : throw new InvalidDataException($"a sensor of {width} x {height} in the attributes of '{path}'");
}
