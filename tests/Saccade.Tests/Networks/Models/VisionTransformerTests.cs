using System.Globalization;
using Saccade.Networks;
using Saccade.Networks.Import;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Models;

/// <summary>ViT: its published parameters, and its logits against PyTorch 1.13 by the weights of a file with timm's names.</summary>
public sealed class VisionTransformerTests : IDisposable
{
    private const int Images = 2, Shown = 5;

    private readonly Engine _engine = new(2);

    [Theory]
    [InlineData("vit-s-16", 32, 32, 22_050_664)]
    [InlineData("vit-s-16", 128, 96, 22_050_664)]
    [InlineData("vit-b-16", 224, 224, 86_567_656)]
    public void Parameters_AreThePublished(string name, int height, int width, int parameters)
    {
        var network = KnownNetworks.Find(name).Describe(new FrameSize(height, width, 3), 1000, standardised: null);

        Assert.Equal(parameters, Network.Blank(network).TrainableCount);
        Assert.Equal(height != 224, network.Layers[0] is BicubicResize);
    }

    // The logits are those of `python3 bench/peers/vit.py` under PyTorch 1.13, of weights and images by the same formula.
    [Fact]
    public void Logits_OfASmallOne_AreThoseOfPyTorch()
    {
        var small = Small(depth: 2, dimension: 24, patch: 4, side: 16);

        Check(small, classes: 5, height: 6, width: 7, [-0.55865, -0.360994, -0.413338, -0.465683, -0.415823, -0.563933, -0.366278, -0.418623, -0.470968, -0.424161]);
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void Logits_OfViTS16_AreThoseOfPyTorch()
        => Check(KnownNetworks.Find("vit-s-16"), classes: 1000, height: 32, width: 32, [-0.188807, -1.66657, -0.530822, -0.564205, 0.865944, -0.190414, -1.66742, -0.532157, -0.564423, 0.866491]);

    [Fact]
    public void Import_OfAFileThatDoesNotFit_NamesEveryMismatch()
    {
        var known = Small(depth: 2, dimension: 24, patch: 4, side: 16);
        var tensors = TensorsOf(known, classes: 3).Where(t => t.Name != "blocks.1.attn.qkv.bias").Select(t => t.Name == "pos_embed" ? t with { Shape = [1, 10, 24], Values = new float[240] } : t).Append(new("fc_norm.weight", [24], new float[24]));
        using var file = WeightFile.Open(new MemoryStream(TorchFiles.Zip([.. tensors]), writable: false), "vit.pth");

        var problems = Assert.Throws<WeightMismatchException>(() => WeightImport.Read(file, known)).Problems;

        Assert.Equal(["wrong shape: pos_embed [1, 10, 24], expected [1, 17, 24] for 3.embedding", "missing: blocks.1.attn.qkv.bias [72] for 6.body.1.bias", "left over: fc_norm.weight [24]"], problems);
    }

    [Fact]
    public void Describe_SidesAndHeadsThatDoNotDivide_AreRefused()
    {
        foreach (var wrong in new ArchitectureDescription.VisionTransformer[] { new() { Heads = 7 }, new() { Side = 225 }, new() { Patch = 15 } })
            Assert.Contains("expected a dimension that is a multiple of the heads", Assert.Throws<ArgumentException>(() => wrong.Describe(new FrameSize(32, 32, 3), 10)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _engine.Dispose();

    private static KnownNetwork Small(int depth, int dimension, int patch, int side)
    {
        var known = KnownNetworks.Find("vit-s-16");
        var layers = known.Names[0].Layers.Where(layer => layer.Prefix.Split('.') is not ["blocks", var block, ..] || int.Parse(block, CultureInfo.InvariantCulture) < depth);
        return known with
        {
            Architecture = new ArchitectureDescription.VisionTransformer { Depth = depth, Dimension = dimension, Heads = 3, Patch = patch, Side = side },
            Names = [known.Names[0] with { Layers = [.. layers] }],
            Input = new FrameSize(side, side, 3),
        };
    }

    private void Check(KnownNetwork known, int classes, int height, int width, double[] logits)
    {
        using var file = WeightFile.Open(new MemoryStream(TorchFiles.Zip(TensorsOf(known, classes)), writable: false), "vit.pth");
        var network = WeightImport.Read(file, known, new ImportSettings { Size = (height, width) }).Network;
        using var tape = new Tape(_engine, recording: false);

        var got = network.Forward(tape.Constant(new Shape("TNHWC", 1, Images, height, width, 3), ImagesOf(height, width)), new ForwardPass(tape));

        Assert.Equal(classes, network.Classes);
        for (int i = 0; i < logits.Length; i++)
            Assert.Equal(logits[i], got.Values[(i / Shown * classes) + (i % Shown)], 1e-4);
    }

    /// <summary>All tensors of a file, filled in the order of their names.</summary>
    private static List<TorchTensorData> TensorsOf(KnownNetwork known, int classes)
    {
        var network = Network.Blank(known.Describe(known.Input, classes, standardised: null));
        var named = from pair in network.AllLayers.Where(l => l.Parameters.Count > 0).Zip(known.Names[0].Layers)
                    from parameter in pair.First.Parameters
                    select (Name: pair.Second.Key(parameter.Name[(parameter.Name.LastIndexOf('.') + 1)..]), Shape: ForeignShape(parameter.Shape));
        return [.. named.OrderBy(t => t.Name, StringComparer.Ordinal).Select((t, i) => new TorchTensorData(t.Name, t.Shape, Filled(t.Name, t.Shape, i + 1)))];
    }

    private static int[] ForeignShape(Shape shape) => shape.Axes switch
    {
        "HWIO" when shape[0] == 1 => [shape[3], shape[2]],
        "HWIO" => [shape[3], shape[2], shape[0], shape[1]],
        "IO" => [shape[1], shape[0]],
        "HWC" => [1, shape[0] * shape[1], shape[2]],
        _ => shape.Extents.ToArray(),
    };

    private static float[] Filled(string name, int[] shape, int salt)
    {
        float offset = name.Contains("norm", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0;
        return [.. Numbers(shape.Aggregate((a, b) => a * b), salt).Select(value => (value * 0.25f) + offset)];
    }

    /// <summary>As bench/peers/vit.py has them, to the bit.</summary>
    private static IEnumerable<float> Numbers(int count, int salt) => Enumerable.Range(0, count).Select(i => (float)((((i * 7919L) + (salt * 104_729L)) % 10_007 / 10_007.0) - 0.5));

    /// <summary>[N, C, H, W] of the formula as [N, H, W, C].</summary>
    private static float[] ImagesOf(int height, int width)
    {
        float[] planes = [.. Numbers(Images * 3 * height * width, 0).Select(value => (value + 0.5f) * 8)], pixels = new float[planes.Length];
        for (int i = 0; i < planes.Length; i++)
        {
            int plane = i / (height * width), position = i % (height * width);
            pixels[(((plane / 3 * height * width) + position) * 3) + (plane % 3)] = planes[i];
        }

        return pixels;
    }
}
