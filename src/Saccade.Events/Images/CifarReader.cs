using System.Globalization;
using Saccade.Events.Model;

namespace Saccade.Events.Images;

/// <summary>
/// The binary version of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): image after image, the label bytes (CIFAR-100: coarse,
/// then fine), then 1024 bytes each of red, green and blue, rows from the top.
/// </summary>
internal static class CifarReader
{
    private const int Side = 32, Plane = Side * Side;

    public static Kind Cifar10 { get; } = new(1, ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]);

    public static Kind Cifar100 { get; } = new(2, [.. Enumerable.Range(0, 100).Select(i => i.ToString("00", CultureInfo.InvariantCulture))]);

    public static ImageSet Open(IReadOnlyList<string> paths, Kind kind)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
            throw new ArgumentException("expected at least one file", nameof(paths));
        List<byte> pixels = [];
        List<int> labels = [];
        foreach (string path in paths)
            Append(path, File.ReadAllBytes(path), kind, pixels, labels);
        return new MemoryImageSet(string.Join(' ', paths), kind.Classes, [.. labels], Side, Side, 3, [.. pixels]);
    }

    private static void Append(string path, ReadOnlySpan<byte> bytes, Kind kind, List<byte> pixels, List<int> labels)
    {
        int record = kind.LabelBytes + 3 * Plane;
        if (bytes.Length == 0 || bytes.Length % record != 0)
        {
            throw new EventFormatException(
                path, bytes.Length / record * record, $"images of {record} bytes each", $"{bytes.Length} bytes in all",
                "the file is cut off or not of this set; CIFAR-10 has 3073 bytes an image, CIFAR-100 has 3074");
        }

        byte[] image = new byte[3 * Plane];
        for (int at = 0; at < bytes.Length; at += record)
        {
            byte label = bytes[at + kind.LabelBytes - 1];
            if (label >= kind.Classes.Count)
                throw new EventFormatException(path, at + kind.LabelBytes - 1, $"a label of 0 to {kind.Classes.Count - 1}", $"{label}");
            var planes = bytes.Slice(at + kind.LabelBytes, 3 * Plane);
            for (int i = 0; i < Plane; i++)
                (image[3 * i], image[3 * i + 1], image[3 * i + 2]) = (planes[i], planes[Plane + i], planes[2 * Plane + i]);
            pixels.AddRange(image);
            labels.Add(label);
        }
    }

    /// <summary>What differs between the two sets.</summary>
    /// <param name="LabelBytes">Bytes before the pixels; the last is the label used.</param>
    /// <param name="Classes">Names of the classes.</param>
    public sealed record Kind(int LabelBytes, IReadOnlyList<string> Classes);
}
