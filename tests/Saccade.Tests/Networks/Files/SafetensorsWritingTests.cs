using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Saccade.Networks.Files;
using Xunit;

namespace Saccade.Tests.Networks.Files;

public sealed class SafetensorsWritingTests
{
    [Fact]
    public void Write_ThenRead_GivesEqualTensorsAndMetadata()
    {
        using var file = SafetensorsFile.Open(new MemoryStream(Sample()), "sample");

        Assert.Equal([1f, 2f, -0f, float.NaN, float.Epsilon, float.MaxValue], file.ReadFloats("weight"));
        Assert.Equal([2, 3], file.Entry("weight").Shape);
        Assert.Equal([long.MinValue, 7L], file.ReadInt64s("steps"));
        Assert.Equal([Math.PI], file.ReadDoubles("größe"));
        Assert.Equal([1, 2, 3], file.ReadBytes("mask"));
        Assert.Empty(file.ReadFloats("nothing"));
        Assert.Equal("a \"b\" \n ü", file.Metadata["note"]);
        Assert.Equal("", file.Metadata[""]);
    }

    [Fact]
    public void Write_MixedTypes_AlignsEachTensorAndPadsTheHeader()
    {
        byte[] bytes = Sample();
        using var file = SafetensorsFile.Open(new MemoryStream(bytes), "sample");

        Assert.Equal(0, BitConverter.ToInt64(bytes) % 8);
        Assert.All(file.Entries, e => Assert.Equal(0, e.Offset % Math.Max(1, e.ByteCount / Math.Max(1, e.Count))));
        using var header = JsonDocument.Parse(bytes.AsMemory(8, (int)BitConverter.ToInt64(bytes)));
        Assert.Equal(6, header.RootElement.EnumerateObject().Count());
    }

    [Fact]
    public void Write_AnyFloats_RoundTripsBits()
    {
        Prop.ForAll<float[], string>((values, name) =>
        {
            string key = "t" + new string([.. (name ?? "").Where(c => !char.IsSurrogate(c))]);
            using var stream = new MemoryStream();
            SafetensorsWriter.Write(stream, [SafetensorsTensor.FromFloats(key, [values.Length], values)]);
            using var file = SafetensorsFile.Open(new MemoryStream(stream.ToArray()), "f");
            return file.ReadFloats(key).Select(BitConverter.SingleToInt32Bits).SequenceEqual(values.Select(BitConverter.SingleToInt32Bits));
        }).Check(Config.QuickThrowOnFailure.WithReplay(20260102, 11));
    }

    [Fact]
    public void Write_SameContentInAnotherOrderOfMetadata_GivesTheSameBytes()
    {
        SafetensorsTensor[] tensors = [SafetensorsTensor.FromFloats("a", [1], new float[] { 1 })];

        Assert.Equal(
            Write(tensors, new() { ["x"] = "1", ["b"] = "2" }),
            Write(tensors, new() { ["b"] = "2", ["x"] = "1" }));
    }

    [Fact]
    public void Write_TwoTensorsOfOneName_IsRefused()
    {
        var tensor = SafetensorsTensor.FromFloats("a", [1], new float[] { 1 });

        Assert.Contains("a second tensor called 'a'", Assert.Throws<ArgumentException>(() => Write([tensor, tensor], null)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Write([SafetensorsTensor.FromFloats("__metadata__", [1], new float[] { 1 })], null));
    }

    [Fact]
    public void FromFloats_ShapeThatDoesNotFit_ShowsBothNumbers()
    {
        var e = Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromFloats("w", [2, 3], new float[5]));

        Assert.Contains("tensor 'w' of shape [2, 3] has 6 elements, but 5 values were given", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => SafetensorsTensor.FromFloats("w", [-1, -5], new float[5]));
        Assert.Throws<InvalidOperationException>(() => SafetensorsTensor.FromBytes("w", [1], new byte[1]).Floats);
    }

    [Fact]
    public void Read_WrittenTensor_CanBeWrittenAgain()
    {
        byte[] bytes = Sample();
        using var file = SafetensorsFile.Open(new MemoryStream(bytes), "sample");

        byte[] again = Write([.. file.Entries.Select(e => file.Read(e.Name))], new Dictionary<string, string>(file.Metadata));

        Assert.Equal(bytes, again);
    }

    internal static byte[] Sample() => Write(
        [
            SafetensorsTensor.FromBytes("mask", [3], new byte[] { 1, 2, 3 }),
            SafetensorsTensor.FromFloats("weight", [2, 3], new[] { 1f, 2f, -0f, float.NaN, float.Epsilon, float.MaxValue }),
            SafetensorsTensor.FromInt64s("steps", [2], new[] { long.MinValue, 7L }),
            SafetensorsTensor.FromDoubles("größe", [], new[] { Math.PI }),
            SafetensorsTensor.FromFloats("nothing", [0, 4], Array.Empty<float>()),
        ],
        new() { ["note"] = "a \"b\" \n ü", [""] = "" });

    private static byte[] Write(SafetensorsTensor[] tensors, Dictionary<string, string>? metadata)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, metadata);
        return stream.ToArray();
    }
}
