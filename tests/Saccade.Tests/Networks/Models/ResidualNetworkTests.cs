using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Models;

/// <summary>Parameters of the published residual networks, and what their blocks begin as.</summary>
public sealed class ResidualNetworkTests
{
    private static readonly FrameSize _imageNet = new(224, 224, 3), _cifar = new(32, 32, 3), _dvs = new(48, 48, 2);

    // Blocks of each stage, bottleneck, the published parameters, and the activations: one of the stem, two or three of each block, one of each shortcut with a convolution.
    public static TheoryData<int[], bool, int, int> Depths => new()
    {
        { [2, 2, 2, 2], false, 11_689_512, 1 + 16 + 3 },
        { [3, 4, 6, 3], false, 21_797_672, 1 + 32 + 3 },
        { [3, 4, 6, 3], true, 25_557_032, 1 + 48 + 4 },
        { [3, 4, 23, 3], true, 44_549_160, 1 + 99 + 4 },
        { [3, 8, 36, 3], true, 60_192_808, 1 + 150 + 4 },
    };

    [Theory]
    [MemberData(nameof(Depths))]
    public void SewResNet_EveryDepth_HasThePublishedParameters(int[] blocks, bool bottleneck, int parameters, int activations)
    {
        foreach (var connect in new[] { Combine.Add, Combine.And, Combine.Iand })
            AssertCount(parameters, activations, new ArchitectureDescription.SewResNet { Blocks = [.. blocks], Bottleneck = bottleneck, Connect = connect }, _imageNet, 1000);
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public void OtherShortcuts_EveryDepth_HaveTheSameParameters(int[] blocks, bool bottleneck, int parameters, int activations)
    {
        int shortcuts = bottleneck ? 4 : 3;
        AssertCount(parameters, activations - shortcuts, new ArchitectureDescription.SpikingResNet { Blocks = [.. blocks], Bottleneck = bottleneck }, _imageNet, 1000);
        AssertCount(parameters, activations - shortcuts, new ArchitectureDescription.MsResNet { Blocks = [.. blocks], Bottleneck = bottleneck }, _imageNet, 1000);
    }

    [Fact]
    public void SmallStem_ForCifarAndEventFrames_HasItsParameters()
    {
        // The large stem has 9,408 weights, the small one 1,728 or 1,152; ten classes take 990 * 513 less than a thousand.
        AssertCount(11_689_512 - 9_408 + 1_728 - 990 * 513, 20, new ArchitectureDescription.SewResNet { Stem = ResNetStem.Small }, _cifar, 10);
        AssertCount(11_689_512 - 9_408 + 1_152 - 990 * 513, 20, new ArchitectureDescription.SewResNet { Stem = ResNetStem.Small }, _dvs, 10);
        AssertCount(21_797_672 - 9_408 + 6_272 - 989 * 513, 36, new ArchitectureDescription.SewResNet { Blocks = [3, 4, 6, 3] }, new FrameSize(128, 128, 2), 11);
    }

    [Theory]
    [InlineData(new[] { 32, 32, 32, 32, 32, 32, 32 }, 11, 130_426, 15)]
    [InlineData(new[] { 64, 64, 64, 64, 128, 128, 128 }, 10, 1_192_218, 16)]
    public void SewNet_SevenBlocks_HasThePublishedParametersWithPlif(int[] channels, int classes, int parameters, int activations)
    {
        var size = new FrameSize(128, 128, 2);
        var architecture = new ArchitectureDescription.SewNet { Channels = [.. channels] };

        AssertCount(parameters - activations, activations, architecture, size, classes);
        var network = Network.Blank(architecture.Describe(size, classes, new Relu()));
        Assert.Equal(new FeatureSize(1, 1, channels[^1]), network.Find(ArchitectureDescription.MapTap).Output);
        Assert.Equal(new FeatureSize(2, 2, channels[^1]), network.Find("block-7").Output);
    }

    [Fact]
    public void SewNet_TooManyPools_SaysWhere()
        => Assert.Contains("on input [H 1, W 1, C 128]", Assert.Throws<ArgumentException>(() => Network.Blank(new ArchitectureDescription.SewNet().Describe(new FrameSize(34, 34), 10, new Relu()))).Message, StringComparison.Ordinal);

    [Fact]
    public void Stages_AreNamed_AndHalveTheMap()
    {
        foreach (var architecture in new ArchitectureDescription.DeepResNet[] { new ArchitectureDescription.SewResNet(), new ArchitectureDescription.SpikingResNet(), new ArchitectureDescription.MsResNet() })
        {
            var network = Network.Blank((architecture with { Channels = [8, 16, 24, 32] }).Describe(_imageNet, 10, new Relu()));

            Assert.Equal([new(56, 56, 8), new(28, 28, 16), new(14, 14, 24), new FeatureSize(7, 7, 32)], Enumerable.Range(1, 4).Select(stage => network.Find($"stage-{stage}").Output));
            Assert.Equal(new FeatureSize(1, 1, 32), network.Find(ArchitectureDescription.MapTap).Output);
        }
    }

    [Theory]
    [InlineData(Combine.Add)]
    [InlineData(Combine.Iand)]
    [InlineData(Combine.And)]
    public void SewBlock_WhoseLastNormBeginsAtZero_BeginsAsItsShortcut(Combine connect)
    {
        var taps = Run(new ArchitectureDescription.SewResNet { Stem = ResNetStem.Small, Channels = [6], Blocks = [2], Connect = connect, LastScale = 0 });

        Assert.Contains(1, taps["2"]);
        // Nothing fires in the blocks: a sum with 0, (1 - 0) times the shortcut, and 0 times it.
        float[] expected = connect == Combine.And ? new float[taps["2"].Length] : taps["2"];
        Assert.Equal(expected, taps["stage-1"]);
    }

    [Fact]
    public void MsBlock_BeginsAsItsShortcut()
    {
        var taps = Run(new ArchitectureDescription.MsResNet { Stem = ResNetStem.Small, Channels = [6], Blocks = [2] });

        Assert.Equal(taps["1"], taps["stage-1"]);
    }

    [Fact]
    public void Describe_StagesThatDoNotMatch_AreRefused()
        => Assert.Contains("got 3 numbers of blocks and 4 of channels", Assert.Throws<ArgumentException>(() => new ArchitectureDescription.SewResNet { Blocks = [2, 2, 2] }.Describe(_cifar, 10)).Message, StringComparison.Ordinal);

    private static Dictionary<string, float[]> Run(ArchitectureDescription architecture)
    {
        using var engine = new Engine(1);
        using var tape = new Tape(engine, recording: true);
        var network = Network.Create(architecture.Describe(new FrameSize(8, 8), 3, new Spiking(new NeuronDescription { Kind = NeuronKind.If })), 4);
        string[] names = ["1", "2", "stage-1"];
        var taps = new TapSet(names);
        network.Forward(tape.Constant(new Shape("TNHWC", 2, 2, 8, 8, 2), RandomData.Normal(2 * 2 * 8 * 8 * 2, 3)), new ForwardPass(tape) { Taps = taps });
        return names.ToDictionary(name => name, name => taps[name].Values.ToArray());
    }

    private static void AssertCount(int parameters, int activations, ArchitectureDescription architecture, FrameSize input, int classes)
    {
        foreach (var (activation, own) in new (LayerDescription, int)[] { (new Spiking(new NeuronDescription { Kind = NeuronKind.If }), 0), (new Spiking(new NeuronDescription { Kind = NeuronKind.Plif }), 1), (new Relu(), 0) })
        {
            var network = Network.Blank(architecture.Describe(input, classes, activation));
            Assert.Equal(activations, network.AllLayers.Count(layer => layer.Description.Title == activation.Title));
            Assert.Equal(parameters + own * activations, network.TrainableCount);
        }
    }
}
