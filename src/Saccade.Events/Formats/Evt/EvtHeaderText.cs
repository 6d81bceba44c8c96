using System.Text;

namespace Saccade.Events.Formats.Evt;

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
