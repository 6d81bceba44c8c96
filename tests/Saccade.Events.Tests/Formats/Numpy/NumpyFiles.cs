using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Saccade.Events.Tests.Formats.Numpy;

/// <summary>Files of NumPy, written byte by byte.</summary>
internal static class NumpyFiles
{
    public static byte[] Npy(string header, byte[] data, int version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header + "\n");
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        else
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }

    public static byte[] Npy(string type, string shape, byte[] data, bool fortran = false, int version = 1) =>
        Npy($"{{'descr': {type}, 'fortran_order': {fortran}, 'shape': {shape}, }}", data, version);

    public static byte[] Doubles(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Npz(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    public static byte[] Npz(params (string Name, byte[] Bytes)[] entries) => Npz(CompressionLevel.Optimal, entries);
}
