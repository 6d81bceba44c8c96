using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Saccade.Peers.OnnxRuntime;

/// <summary>An array of float32 from a .npy file that <c>saccade bench --export</c> wrote.</summary>
internal sealed partial record Npy(int[] Shape, float[] Values)
{
    private const int HeadLength = 10;

    public static Npy Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int header = BitConverter.ToUInt16(bytes, HeadLength - sizeof(ushort));
        string text = Encoding.ASCII.GetString(bytes, HeadLength, header);
        int[] shape = [.. Extents().Match(text).Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(e => int.Parse(e, CultureInfo.InvariantCulture))];
        return new Npy(shape, MemoryMarshal.Cast<byte, float>(bytes.AsSpan(HeadLength + header)).ToArray());
    }

    /// <summary>[T, N, H, W, C] as [T, N, C, H, W].</summary>
    public Npy ChannelsFirst()
    {
        int pixels = Shape[2] * Shape[3], channels = Shape[4];
        float[] values = new float[Values.Length];
        for (int i = 0; i < Values.Length; i++)
        {
            int image = i / (pixels * channels), pixel = i / channels % pixels, channel = i % channels;
            values[(image * channels + channel) * pixels + pixel] = Values[i];
        }

        return new Npy([Shape[0], Shape[1], channels, Shape[2], Shape[3]], values);
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Extents();
}
