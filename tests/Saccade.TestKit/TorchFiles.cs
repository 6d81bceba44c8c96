using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Saccade.TestKit;

/// <summary>A tensor for a file of PyTorch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Extents, outermost first.</param>
/// <param name="Values">Row-major.</param>
public sealed record TorchTensorData(string Name, int[] Shape, float[] Values);

/// <summary>Writes state dictionaries as <c>torch.save</c> does: as a zip of a pickle and of storages, and as the file of earlier versions.</summary>
public static class TorchFiles
{
    private const string Root = "archive/";

    /// <summary>A zip archive.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="checkpoint">Whether they are the <c>model</c> of a checkpoint with other things in it.</param>
    public static byte[] Zip(IReadOnlyList<TorchTensorData> tensors, bool checkpoint = false) => Zip(Pickle(tensors, checkpoint), tensors);

    /// <summary>A zip archive with a pickle of one's own.</summary>
    public static byte[] Zip(byte[] pickle, IReadOnlyList<TorchTensorData> tensors, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("data.pkl", pickle);
            Add("byteorder", "little"u8);
            for (int i = 0; i < tensors.Count; i++)
                Add($"data/{i}", MemoryMarshal.AsBytes(tensors[i].Values.AsSpan()));

            void Add(string name, ReadOnlySpan<byte> content)
            {
                using var entry = archive.CreateEntry(Root + name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The file of versions before 1.6.</summary>
    public static byte[] Legacy(IReadOnlyList<TorchTensorData> tensors)
    {
        var bytes = new List<byte>();
        bytes.AddRange(new PickleText().Raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).End());
        bytes.AddRange(new PickleText().Raw(0x4d, 0xe9, 0x03).End());
        bytes.AddRange(new PickleText().Code("}(").Text("protocol_version").Raw(0x4d, 0xe9, 0x03).Text("little_endian").Raw(0x88).Code("u").End());
        bytes.AddRange(Pickle(tensors, checkpoint: false));
        var keys = new PickleText().Code("](");
        for (int i = 0; i < tensors.Count; i++)
            keys.Text($"{i}");
        bytes.AddRange(keys.Code("e").End());
        foreach (var tensor in tensors)
        {
            byte[] count = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(count, tensor.Values.Length);
            bytes.AddRange([.. count, .. MemoryMarshal.AsBytes(tensor.Values.AsSpan())]);
        }

        return [.. bytes];
    }

    /// <summary>The pickle of a state dictionary.</summary>
    public static byte[] Pickle(IReadOnlyList<TorchTensorData> tensors, bool checkpoint)
    {
        var text = new PickleText();
        if (checkpoint)
            text.Code("}(").Text("epoch").Int(3).Text("best").Raw(0x47, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0).Text("optimizer").Code("}").Text("model");
        text.Global("collections", "OrderedDict").Code(")R(");
        for (int i = 0; i < tensors.Count; i++)
            text.Text(tensors[i].Name).Tensor($"{i}", tensors[i].Values.Length, 0, tensors[i].Shape, Strides(tensors[i].Shape));
        text.Code("u");
        return (checkpoint ? text.Code("u") : text).End();
    }

    /// <summary>Strides of a tensor without gaps.</summary>
    public static int[] Strides(int[] shape)
    {
        int[] strides = new int[shape.Length];
        for (int axis = shape.Length - 1, step = 1; axis >= 0; step *= Math.Max(1, shape[axis--]))
            strides[axis] = step;
        return strides;
    }
}

/// <summary>A pickle of protocol 2 that is written piece by piece.</summary>
public sealed class PickleText
{
    private readonly List<byte> _bytes = [0x80, 2];

    public PickleText Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Instructions, a letter each.</summary>
    public PickleText Code(string letters) => Raw(Encoding.ASCII.GetBytes(letters));

    public PickleText Text(string text) => Raw([(byte)'X', .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)]);

    public PickleText Int(int number) => Raw([(byte)'J', .. BitConverter.GetBytes(number)]);

    public PickleText Global(string module, string name) => Code($"c{module}\n{name}\n");

    /// <summary>A storage: a persistent id.</summary>
    public PickleText Storage(string key, int count, string type = "FloatStorage") => Code("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Int(count).Code("tQ");

    /// <summary>A view of a storage.</summary>
    public PickleText Tensor(string key, int count, int offset, int[] shape, int[] strides, string type = "FloatStorage")
        => Global("torch._utils", "_rebuild_tensor_v2").Code("(").Storage(key, count, type).Int(offset).Tuple(shape).Tuple(strides).Raw(0x89).Global("collections", "OrderedDict").Code(")RtR");

    public byte[] End() => [.. _bytes, (byte)'.'];

    private PickleText Tuple(int[] numbers)
    {
        Code("(");
        foreach (int number in numbers)
            Int(number);
        return Code("t");
    }
}
