using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Saccade.TestKit;

/// <summary>
/// A safetensors file of reference numbers, read by code that shares nothing with the product's reader.
/// </summary>
public sealed class GoldenFile
{
    private readonly byte[] _bytes;
    private readonly int _dataStart;
    private readonly Dictionary<string, (string Type, int[] Shape, int Begin, int End)> _entries = [];

    private GoldenFile(string path)
    {
        _bytes = File.ReadAllBytes(path);
        int headerLength = checked((int)BinaryPrimitives.ReadInt64LittleEndian(_bytes));
        _dataStart = 8 + headerLength;
        using var header = JsonDocument.Parse(_bytes.AsMemory(8, headerLength));
        foreach (var entry in header.RootElement.EnumerateObject().Where(e => e.Name != "__metadata__"))
        {
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];
            int[] range = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt32())];
            _entries.Add(entry.Name, (entry.Value.GetProperty("dtype").GetString()!, shape, range[0], range[1]));
        }
    }

    /// <summary>Opens <c>shared/golden/NAME.safetensors</c>, or skips the running test where it is absent.</summary>
    public static GoldenFile Open(string name) => new(SharedData.Require("golden", name + ".safetensors"));

    /// <summary>Names of all tensors, in the order of the file.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Whether a tensor of that name exists.</summary>
    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>The names without their last part, each once: <c>a.b.y</c> gives <c>a.b</c>.</summary>
    public IEnumerable<string> Cases => _entries.Keys.Where(n => n.Contains('.')).Select(n => n[..n.LastIndexOf('.')]).Distinct();

    /// <summary>Extents of a tensor, outermost first.</summary>
    public int[] Shape(string name) => _entries[name].Shape;

    /// <summary>A float32 tensor, row-major.</summary>
    public float[] Floats(string name) => Read<float>(name, "F32");

    /// <summary>An int64 tensor, row-major.</summary>
    public long[] Longs(string name) => Read<long>(name, "I64");

    /// <summary>A float64 tensor, row-major.</summary>
    public double[] Doubles(string name) => Read<double>(name, "F64");

    /// <summary>A float32 tensor [.., C, H, W] as [.., H, W, C], the order of the product.</summary>
    public float[] ChannelsLast(string name)
    {
        float[] source = Floats(name);
        int[] shape = Shape(name);
        int w = shape[^1], h = shape[^2], c = shape[^3];
        float[] target = new float[source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            int plane = i / (h * w), pixel = i % (h * w);
            target[((plane / c * h * w) + pixel) * c + plane % c] = source[i];
        }

        return target;
    }

    /// <summary>A convolution weight [O, I, KH, KW] as [KH, KW, I, O], the order of the product.</summary>
    public float[] ConvolutionWeight(string name)
    {
        float[] source = Floats(name);
        int[] s = Shape(name);
        float[] target = new float[source.Length];
        int index = 0;
        for (int o = 0; o < s[0]; o++)
        {
            for (int i = 0; i < s[1]; i++)
            {
                for (int tap = 0; tap < s[2] * s[3]; tap++)
                    target[((tap * s[1]) + i) * s[0] + o] = source[index++];
            }
        }

        return target;
    }

    /// <summary>A linear weight [O, I] as [I, O], the order of the product.</summary>
    public float[] LinearWeight(string name)
    {
        float[] source = Floats(name);
        int outputs = Shape(name)[0], inputs = Shape(name)[1];
        float[] target = new float[source.Length];
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
                target[i * outputs + o] = source[o * inputs + i];
        }

        return target;
    }

    private T[] Read<T>(string name, string type)
        where T : unmanaged
    {
        var entry = _entries[name];
        if (entry.Type != type)
            throw new InvalidOperationException($"golden tensor '{name}' is {entry.Type}, not {type}");
        return MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(_dataStart + entry.Begin, entry.End - entry.Begin)).ToArray();
    }
}
