using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.TestKit;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Networks.Files;

/// <summary>Model files with weights of 8 bits.</summary>
public sealed class WholeModelFileTests : IDisposable
{
    private const string Weight = "0.weight", Scale = "0.weight.scale";
    private readonly TemporaryFolder _folder = new();
    private readonly Network _network = TinyModel.Network(new FrameSize(16, 16));
    private readonly ModelCard _card = TinyModel.Card() with { Weights = WeightFormat.Int8 };

    private string ModelPath => Path.Combine(_folder.Path, "m.safetensors");

    [Fact]
    public void Load_WhatWasSaved_IsWholeNumbersOfScalesAndTheRestAsItWas()
    {
        ModelFile.Save(ModelPath, _network, _card);

        var (network, card) = ModelFile.Load(ModelPath);

        Assert.Equal(WeightFormat.Int8, card.Weights);
        foreach (var (a, b) in _network.Parameters.Zip(network.Parameters))
        {
            if (!WholeWeight.Fits(a))
            {
                Close.SameBits(a.Values, b.Values, a.Name);
                continue;
            }

            float[] expected = new float[a.Values.Length];
            WholeWeight.ForFile(a.Values, a.Shape[^1]).CopyTo(expected);
            Close.SameBits(expected, b.Values, a.Name);
        }
    }

    [Fact]
    public void Save_WhatWasLoaded_GivesTheSameBytes()
    {
        ModelFile.Save(ModelPath, _network, _card);
        byte[] first = File.ReadAllBytes(ModelPath);
        var (network, card) = ModelFile.Load(ModelPath);

        ModelFile.Save(ModelPath, network, card);

        Assert.Equal(first, File.ReadAllBytes(ModelPath));
    }

    [Fact]
    public void Save_Weights_TakesAQuarter()
    {
        ModelFile.Save(ModelPath, _network, _card);
        using var file = SafetensorsFile.Open(ModelPath);
        long values = _network.Parameters.Where(WholeWeight.Fits).Sum(p => (long)p.Values.Length), channels = _network.Parameters.Where(WholeWeight.Fits).Sum(p => (long)p.Shape[^1]);

        Assert.Equal(values, file.Entries.Where(e => e.Type == SafetensorsType.I8).Sum(e => e.ByteCount));
        Assert.Equal(4 * channels, file.Entries.Where(e => e.Name.EndsWith(".scale", StringComparison.Ordinal)).Sum(e => e.ByteCount));
        Assert.Equal("model 2", file.Metadata["saccade.format"]); // readers of 'model 1' alone say so, and stop
    }

    [Fact]
    public void Load_TruncatedAtAnyByte_NamesFileAndOffset()
    {
        ModelFile.Save(ModelPath, _network, _card);
        byte[] whole = File.ReadAllBytes(ModelPath);

        for (int length = 0; length < whole.Length; length++)
        {
            using var cut = new MemoryStream(whole, 0, length, writable: false);
            var e = Assert.Throws<ModelFileException>(() => ModelFile.Load(cut, "cut"));
            Assert.StartsWith($"cut, byte {e.Offset}: got ", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_ScaleThatIsMissingOrOfAnotherShape_NamesIt()
    {
        AssertRefused("no tensor '0.weight.scale'", "shape [4], one for each output channel of 0.weight", t => t.Remove(Scale));
        AssertRefused("tensor '0.weight.scale' F32 [3]", "shape [4]", t => t[Scale] = SafetensorsTensor.FromFloats(Scale, [3], new float[3]));
        AssertRefused("tensor '0.weight' of type F32", "I8", t => t[Weight] = SafetensorsTensor.FromFloats(Weight, t[Weight].Shape, new float[t[Weight].Count]));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(3e38f)] // 127 of it are no number
    public void Load_ScaleThatStandsForNothing_IsRefused(float scale)
        => AssertRefused($"the scale {scale} in tensor '0.weight.scale'", "finite numbers above 0", t => t[Scale] = SafetensorsTensor.FromFloats(Scale, [4], new[] { 1, 1, scale, 1 }));

    [Fact]
    public void Load_LeastSignedByte_IsRefused() => AssertRefused("-128 in tensor '0.weight'", "numbers from -127 to 127", t =>
    {
        sbyte[] values = new sbyte[t[Weight].Count];
        values[^1] = sbyte.MinValue;
        t[Weight] = SafetensorsTensor.FromInt8s(Weight, t[Weight].Shape, values);
    });

    public void Dispose() => _folder.Dispose();

    private void AssertRefused(string got, string expected, Action<Dictionary<string, SafetensorsTensor>> change)
    {
        ModelFile.Save(ModelPath, _network, _card);
        Dictionary<string, SafetensorsTensor> tensors;
        Dictionary<string, string> metadata;
        using (var file = SafetensorsFile.Open(ModelPath))
        {
            tensors = file.Entries.ToDictionary(e => e.Name, e => file.Read(e.Name));
            metadata = new(file.Metadata);
        }

        change(tensors);
        SafetensorsWriter.Write(ModelPath, tensors.Values, metadata);
        var e = Assert.Throws<ModelFileException>(() => ModelFile.Load(ModelPath));
        Assert.Contains($"got {got}", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }
}
