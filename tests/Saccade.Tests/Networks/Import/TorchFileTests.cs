using System.IO.Compression;
using Saccade.Networks.Files;
using Saccade.Networks.Import;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Import;

/// <summary>Files of PyTorch: what is in them, and everything that is refused.</summary>
public sealed class TorchFileTests
{
    private static readonly TorchTensorData[] _tensors = [new("conv.weight", [2, 1, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]), new("conv.bias", [2], [-1, float.NaN]), new("scale", [], [0.5f]), new("none", [0, 3], [])];

    public static TheoryData<string> Containers => ["zip", "checkpoint", "legacy"];

    [Theory]
    [MemberData(nameof(Containers))]
    public void Open_EveryContainer_HasNamesShapesAndValues(string container)
    {
        using var file = Opened(container switch { "zip" => TorchFiles.Zip(_tensors), "checkpoint" => TorchFiles.Zip(_tensors, checkpoint: true), _ => TorchFiles.Legacy(_tensors) });

        Assert.Equal(_tensors.Select(t => t.Name), file.Entries.Select(e => e.Name));
        foreach (var (expected, entry) in _tensors.Zip(file.Entries))
        {
            Assert.Equal(expected.Shape, entry.Shape);
            Assert.Equal(SafetensorsType.F32, entry.Type);
            Assert.Equal(expected.Values, file.ReadFloats(entry.Name));
        }
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public void Open_CutAnywhere_IsRefused(string container)
    {
        byte[] whole = container == "legacy" ? TorchFiles.Legacy(_tensors) : TorchFiles.Zip(_tensors, container == "checkpoint");

        for (int length = 4; length < whole.Length; length += 7)
        {
            Assert.Throws<ModelFileException>(() =>
            {
                using var file = Opened(whole[..length]);
                foreach (var entry in file.Entries)
                    file.ReadFloats(entry.Name);
            });
        }
    }

    // A transposed matrix, a column of it, and one value that is shown twice.
    [Theory]
    [InlineData(0, new[] { 3, 2 }, new[] { 1, 3 }, new float[] { 0, 3, 1, 4, 2, 5 })]
    [InlineData(1, new[] { 2 }, new[] { 3 }, new float[] { 1, 4 })]
    [InlineData(2, new[] { 2, 1 }, new[] { 0, 9 }, new float[] { 2, 2 })]
    [InlineData(5, new int[0], new int[0], new float[] { 5 })]
    public void ReadFloats_AnyStrides_AreFollowed(int offset, int[] shape, int[] strides, float[] expected)
    {
        using var file = Opened(View(6, offset, shape, strides));

        Assert.Equal(expected, file.ReadFloats("t"));
    }

    [Theory]
    [InlineData(6, 1, new[] { 2, 3 }, new[] { 3, 1 }, "within the 6 elements")]
    [InlineData(6, -1, new[] { 2 }, new[] { 1 }, "within the 6 elements")]
    [InlineData(6, 0, new[] { 7 }, new[] { 0 }, "within the 6 elements")]
    [InlineData(6, 0, new[] { int.MaxValue, int.MaxValue, int.MaxValue }, new[] { 0, 0, 0 }, "within the 6 elements")]
    [InlineData(6, 0, new[] { 2, -3 }, new[] { 3, 1 }, "whole numbers from 0")]
    [InlineData(6, 0, new[] { 2, 3 }, new[] { 1 }, "as many of one as of the other")]
    [InlineData(6, 0, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 6 }, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "at most 8 whole numbers")]
    [InlineData(7, 0, new[] { 2 }, new[] { 1 }, "28 for its 7 elements")]
    [InlineData(int.MaxValue, 0, new[] { int.MaxValue }, new[] { 1 }, "for its 2147483647 elements")]
    public void Open_ViewsBeyondTheStorage_AreRefused(int count, int offset, int[] shape, int[] strides, string message)
        => Assert.Contains(message, Refusal(View(count, offset, shape, strides)), StringComparison.Ordinal);

    [Theory]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_qtensor")]
    [InlineData("argparse", "Namespace")]
    public void Open_AnyOtherName_IsRefusedByName(string module, string name)
    {
        byte[] pickle = new PickleText().Global(module, name).Code("(").Text("echo").Code("tR").End();

        string message = Refusal(TorchFiles.Zip(pickle, []));

        Assert.Contains($"got '{module}.{name}' in the pickle", message, StringComparison.Ordinal);
        Assert.Contains("nothing executed", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NameFromTexts_IsRefusedToo()
    {
        byte[] pickle = new PickleText().Raw(0x8c, 5).Code("posix").Raw(0x8c, 6).Code("system").Raw(0x93).End();

        Assert.Contains("got 'posix.system'", Refusal(TorchFiles.Zip(pickle, [])), StringComparison.Ordinal);
    }

    public static TheoryData<byte[], string> Broken => new()
    {
        { new PickleText().Code("R").End(), "got 0 values before an instruction" },
        { new PickleText().Code("t").End(), "without a beginning" },
        { new PickleText().Int(1).Int(2).Code("R").End(), "a call of something that is no function" },
        { new PickleText().Code(")").Int(1).Code("a").End(), "something that is no list" },
        { new PickleText().Code("}(").Text("a").Code("u").End(), "a key without a value" },
        { new PickleText().Code("h").Raw(9).End(), "value 9 of those remembered" },
        { new PickleText().Text("x").Code("Q").End(), "no whole storage" },
        { new PickleText().Code("i").End(), "pickle instruction 0x69 ('i')" },
        { new PickleText().Raw(0x80, 9).End(), "pickle protocol 9" },
        { new PickleText().Code("}").Code(")b").End(), "no dictionary of tensors" },
        { new PickleText().Code(")").Code("}b").End(), "an object with a state" },
        { new PickleText().Raw((byte)'X', 0xff, 0xff, 0xff, 0x7f).End(), "2147483647 bytes of a value" },
        { new PickleText().Code("c" + new string('a', 300) + "\nb\n").End(), "a line of more than" },
        { new PickleText().Code("}q").Raw(0).Text("me").Code("h").Raw(0).Code("s").End(), "no dictionary of tensors" },
        { [0x80, 2, .. Enumerable.Repeat((byte)'}', 1 << 20), (byte)'.'], "more memory than is set aside" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Open_BrokenPickles_AreRefused(byte[] pickle, string message) => Assert.Contains(message, Refusal(TorchFiles.Zip(pickle, [])), StringComparison.Ordinal);

    [Fact]
    public void Open_PackedArchive_IsRefused()
        => Assert.Contains("files that are not packed", Refusal(TorchFiles.Zip(TorchFiles.Pickle([new("t", [1000], new float[1000])], false), [new("t", [1000], new float[1000])], CompressionLevel.Optimal)), StringComparison.Ordinal);

    [Fact]
    public void Open_SomethingElse_IsNamed()
    {
        Assert.Contains("got a PNG image, expected a safetensors file", Refusal([0x89, .. "PNG\r\n\x1a\n............."u8]), StringComparison.Ordinal);
        Assert.Contains("got an empty file", Refusal([]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LongStorage", 2, "type I64")]
    [InlineData("ByteStorage", 16, "type U8")]
    public void ReadFloats_OfWholeNumbers_IsRefused(string type, int count, string message)
    {
        byte[] pickle = new PickleText().Code("}").Text("t").Tensor("0", count, 0, [count], [1], type).Code("s").End();
        using var file = Opened(TorchFiles.Zip(pickle, [new("t", [4], new float[4])]));

        Assert.False(Assert.Single(file.Entries).IsFloat);
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => file.ReadFloats("t")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFloats_OfOtherWidths_AreConverted()
    {
        byte[] pickle = new PickleText().Code("}(").Text("half").Tensor("0", 2, 0, [2], [1], "HalfStorage").Text("double").Tensor("1", 1, 0, [1], [1], "DoubleStorage").Code("u").End();
        float halves = BitConverter.UInt32BitsToSingle(BitConverter.HalfToUInt16Bits((Half)1.5) | ((uint)BitConverter.HalfToUInt16Bits((Half)(-2)) << 16));
        long bits = BitConverter.DoubleToInt64Bits(0.1);
        using var file = Opened(TorchFiles.Zip(pickle, [new("half", [1], [halves]), new("double", [2], [BitConverter.Int32BitsToSingle((int)bits), BitConverter.Int32BitsToSingle((int)(bits >> 32))])]));

        Assert.Equal([1.5f, -2], file.ReadFloats("half"));
        Assert.Equal([0.1f], file.ReadFloats("double"));
    }

    [Theory]
    [InlineData("sinabs_mnist_params.pt", 5)]
    [InlineData("sinabs_dvs_gesture_params.pt", 9)]
    [InlineData("nir_nmnist_ann_weights.pth", 5)]
    [InlineData("burn_mnist.safetensors", 20)]
    public void Open_PublishedWeights_AreRead(string name, int tensors)
    {
        using var file = WeightFile.Open(SharedData.Require("data", "weights", name));

        Assert.Equal(tensors, file.Entries.Count);
        Assert.All(file.Entries.Where(e => e.IsFloat), e => Assert.All(file.ReadFloats(e.Name), v => Assert.True(float.IsFinite(v))));
    }

    [Theory]
    [InlineData("model_noDelay_bias_ref_zero.pt", 16)]
    [InlineData("model_noDelay_noBias_ref_subtract.pt", 13)]
    public void Open_WeightsOfTheNirPaper_AreRead(string name, int tensors)
    {
        using var file = WeightFile.Open(SharedData.Require("data", "nir", name));

        Assert.Equal(tensors, file.Entries.Count);
    }

    private static byte[] View(int count, int offset, int[] shape, int[] strides)
        => TorchFiles.Zip(new PickleText().Code("}").Text("t").Tensor("0", count, offset, shape, strides).Code("s").End(), [new("t", [6], [0, 1, 2, 3, 4, 5])]);

    private static WeightFile Opened(byte[] bytes) => WeightFile.Open(new MemoryStream(bytes, writable: false), "weights");

    private static string Refusal(byte[] bytes) => Assert.Throws<ModelFileException>(() => Opened(bytes)).Message;
}
