using System.Buffers.Binary;
using System.IO.Compression;
using Saccade.Events.Images;
using Saccade.Events.Images.Png;
using Saccade.Events.Model;
using Saccade.Events.Sources;

namespace Saccade.Mutation.Kinds;

/// <summary>Pictures, and the files of picture sets.</summary>
internal static class ImageKinds
{
    public static IEnumerable<MutationKind> All =>
    [
        new("png", [Png(9, 7, 1), Png(9, 7, 3), Png(1, 1, 1)], (bytes, _) => ImageFile.Decode(bytes, "mutated.png"), [typeof(EventFormatException)]) { Seal = WithChecksums },
        new("png-as-it-is", [Png(9, 7, 3)], (bytes, _) => ImageFile.Decode(bytes, "mutated.png"), [typeof(EventFormatException)]),
        new("pnm", [[.. "P5\n# note\n9 7\n255\n"u8, .. Ramp(63)], [.. "P6 3 4 255\n"u8, .. Ramp(36)]], (bytes, _) => ImageFile.Decode(bytes, "mutated.ppm"), [typeof(EventFormatException)]),
        new("jpeg", [.. _jpegs.Select(Convert.FromBase64String)], (bytes, _) => ImageFile.Decode(bytes, "mutated.jpg"), [typeof(EventFormatException)]),
        Idx("idx-images", [Idx([4, 3, 5], 60)], bytes => (bytes, Idx([4], 4))),
        Idx("idx-labels", [Idx([4], 4)], bytes => (Idx([4, 3, 5], 60), bytes)),
        Idx("idx-packed", [Packed(Idx([4, 3, 5], 60))], bytes => (bytes, Idx([4], 4)), ".gz"),
        new("cifar10", [[3, .. Ramp(3072)], [1, .. Ramp(3072), 9, .. Ramp(3072)]], Cifar, [typeof(EventFormatException)]),
    ];

    // Made with Pillow 9.4 at quality 95: grey, 8x4; colour, 4x8.
    private static IEnumerable<string> _jpegs =>
    [
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/wAALCAAEAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABgQAAIDAAAAAAAAAAAAAAAAAAAKR4bF/9oACAEBAAA/ABrvy/X9I//Z",
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAIAAQDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAGCf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ACeDqmP/2Q==",
    ];

    private static MutationKind Idx(string name, IReadOnlyList<byte[]> seeds, Func<byte[], (byte[] Images, byte[] Labels)> files, string extension = "")
        => new(name, seeds, (bytes, folder) => ReadIdx(files(bytes), folder, extension), [typeof(EventFormatException), typeof(DatasetException)]);

    private static void ReadIdx((byte[] Images, byte[] Labels) files, string folder, string extension)
    {
        string images = Path.Combine(folder, "images" + extension), labels = Path.Combine(folder, "labels");
        File.WriteAllBytes(images, files.Images);
        File.WriteAllBytes(labels, files.Labels);
        using var set = ImageSet.OpenIdx(images, labels);
        ReadAll(set);
    }

    private static void Cifar(byte[] bytes, string folder)
    {
        string path = Path.Combine(folder, "data_batch_1.bin");
        File.WriteAllBytes(path, bytes);
        using var set = ImageSet.OpenCifar10(path);
        ReadAll(set);
    }

    private static void ReadAll(ImageSet set)
    {
        for (int i = 0; i < Math.Min(set.Count, 20); i++)
            set.Get(i);
    }

    private static byte[] Png(int width, int height, int channels)
    {
        using MemoryStream stream = new();
        PngWriter.Write(stream, new RasterImage(width, height, channels, Ramp(width * height * channels)));
        return stream.ToArray();
    }

    private static byte[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7))];

    private static byte[] Idx(int[] extents, int count)
    {
        byte[] header = new byte[4 + (4 * extents.Length)];
        (header[2], header[3]) = (8, (byte)extents.Length);
        for (int i = 0; i < extents.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), extents[i]);
        return [.. header, .. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];
    }

    private static byte[] Packed(byte[] bytes)
    {
        using MemoryStream stream = new();
        using (var packed = new GZipStream(stream, CompressionLevel.Optimal))
            packed.Write(bytes);
        return stream.ToArray();
    }

    /// <summary>The checksum behind each chunk becomes right, as far as the chunks can be followed.</summary>
    private static byte[] WithChecksums(byte[] bytes)
    {
        byte[] sealedBytes = [.. bytes];
        for (long at = 8; at + 12 <= sealedBytes.Length;)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(sealedBytes.AsSpan((int)at));
            if (at + 12 + length > sealedBytes.Length)
                break;
            uint checksum = Crc(sealedBytes.AsSpan((int)at + 4, (int)length + 4));
            BinaryPrimitives.WriteUInt32BigEndian(sealedBytes.AsSpan((int)(at + 8 + length)), checksum);
            at += 12 + length;
        }

        return sealedBytes;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }
}
