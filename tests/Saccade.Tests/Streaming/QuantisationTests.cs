using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Streaming.Steps;
using Saccade.TestKit;
using Saccade.Tests.Networks;
using Saccade.Tests.Recognition;
using Xunit;

namespace Saccade.Tests.Streaming;

/// <summary>Models of 8 bits: scales that are chosen on recordings, and plans of their files.</summary>
public sealed class QuantisationTests
{
    private const int Steps = 3, Recordings = 4;

    [Fact]
    public void Round_OneLargeWeightOfAnInputThatIsSilent_IsCutForTheOthers()
    {
        float[] weight = [10, 0.101f, 0.102f, 0.103f];

        var known = Quantisation.Round(weight, 4, 1, [0, 5, 5, 5]);
        var loud = Quantisation.Round(weight, 4, 1, [5, 5, 5, 5]);

        Assert.Equal(0.7f * 10 / 127, known.Scales[0], 1e-5f);
        Assert.Equal(10f / 127, loud.Scales[0], 1e-5f);
    }

    [Fact]
    public void Round_Groups_ReadsTheInputsOfEachOne()
    {
        // Two groups of one input and one output: the first weight of each output belongs to its own input.
        float[] weight = [10, 1, 0.101f, 0.5f]; // two taps, one input, two channels
        var silentFirst = Quantisation.Round(weight, 1, 2, [0, 1]);

        Assert.Equal(1f / 127, silentFirst.Scales[1], 1e-5f);
        Assert.Equal(10f / 127, silentFirst.Scales[0], 1e-5f); // an input that is silent chooses nothing: the first share stays
    }

    [Theory]
    [InlineData("converted")]
    [InlineData("strided")]
    [InlineData("add")]
    [InlineData("attention")]
    public void Round_Network_StaysNearAndIsItsOwnRounding(string name)
    {
        var network = Nets.Trained(StreamNets.Describe(name), seed: 3);
        float[] frames = Nets.Frames(Steps, Recordings, seed: 4);
        ReadOnlyMemory<float> Frame(int n, int t) => frames.AsMemory(((t * Recordings) + n) * Nets.Input.Count, Nets.Input.Count);

        var rounded = Quantisation.Round(network, Recordings, Steps, Frame);

        foreach (var (before, after) in network.Parameters.Zip(rounded.Parameters))
        {
            if (!WholeWeight.Fits(before))
            {
                Close.SameBits(before.Values, after.Values, before.Name);
                continue;
            }

            float[] again = new float[after.Values.Length];
            WholeWeight.ForFile(after.Values, after.Shape[^1]).CopyTo(again);
            Close.SameBits(after.Values, again, after.Name);
            Assert.InRange(before.Values.Zip(after.Values, (a, b) => Math.Abs(a - b)).Max(), 0, 0.31f * before.Values.Max(Math.Abs)); // cut to 0.7 of the largest at most
        }
    }

    [Fact]
    public void Model_OfWholeNumbers_RunsThemInItsPlan()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "m.safetensors");
        var network = TinyModel.Network(new FrameSize(16, 16));
        ModelFile.Save(path, network, TinyModel.Card() with { Weights = WeightFormat.Int8 });

        var model = StreamModel.Load(path);
        var floats = StreamModel.Load(path, new StreamPlanOptions { Weights = WeightFormat.Float32 });
        var bits = StreamModel.Load(path, new StreamPlanOptions { Fold = false });

        Assert.True(model.Plan.Steps.Count(step => step is SynapseStep { IsInteger: true }) >= 2);
        Assert.DoesNotContain(floats.Plan.Steps, step => step is SynapseStep { IsInteger: true });
        Assert.False(bits.Plan.IsFolded);
        Assert.True(model.Plan.WeightBytes < floats.Plan.WeightBytes);
    }

    /// <summary>Folding changes scales and no whole number: a plan of the file computes what the float network with its weights does.</summary>
    [Fact]
    public void Plan_OfAFile_IsThatOfItsFloats()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "m.safetensors");
        var input = new FrameSize(16, 16);
        ModelFile.Save(path, TinyModel.Network(input), TinyModel.Card() with { Weights = WeightFormat.Int8 });
        var (network, _) = ModelFile.Load(path);
        var led = new LedPlan(StreamPlan.Compile(network, new StreamPlanOptions { Fold = false }), StreamPlan.Compile(network, new StreamPlanOptions { Weights = WeightFormat.Int8 }));
        var random = new Random(5);

        for (int t = 0; t < TinyModel.Steps; t++)
            led.Step([.. Enumerable.Range(0, input.Count).Select(_ => (float)random.Next(3))]);

        Assert.InRange(led.LargestDifference, 0, 1e-5);
        Assert.Equal(0, led.Flipped);
    }
}
