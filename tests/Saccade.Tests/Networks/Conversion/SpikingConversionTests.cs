using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Networks.Conversion;

public sealed class SpikingConversionTests
{
    [Fact]
    public void Convert_GoldenNetwork_GivesTheLogitsOfTheReferenceAtEveryLatency()
    {
        var golden = GoldenFile.Open("conversion");
        using var engine = new Engine(2);
        var ann = Network.Create(GoldenNetworks.ThreeConvolutions(new Quantised(8)), seed: 1);
        GoldenNetworks.Load(ann, golden, "ann.");

        Close.Relative(golden.Floats("ann_logits"), Run(engine, ann, golden, 1), 1e-4, "ANN");
        var snn = SpikingConversion.Convert(ann);
        foreach (int steps in golden.Names.Where(n => n.StartsWith("snn_logits_T", StringComparison.Ordinal)).Select(n => int.Parse(n[12..])))
            Close.Relative(golden.Floats($"snn_logits_T{steps}"), Run(engine, snn, golden, steps), 1e-4, $"SNN, T = {steps}");
    }

    [Fact]
    public void Convert_LeavesTheTeacherUntouched()
    {
        var ann = Network.Create(GoldenNetworks.ThreeConvolutions(new Quantised(8)), seed: 2);
        var snn = SpikingConversion.Convert(ann);

        foreach (var p in snn.Parameters)
            p.Values.AsSpan().Fill(7);

        Assert.DoesNotContain(ann.Parameters, p => p.Values.Any(v => v == 7));
    }

    [Fact]
    public void Convert_WithoutQuantisedActivation_SaysSo()
    {
        var ann = Network.Create(GoldenNetworks.ThreeConvolutions(new Relu()), seed: 2);

        var error = Assert.Throws<ArgumentException>(() => SpikingConversion.Convert(ann));

        Assert.Contains("without quantised activations", error.Message, StringComparison.Ordinal);
    }

    private static float[] Run(Engine engine, Network network, GoldenFile golden, int steps)
    {
        int[] s = golden.Shape("image");
        float[] image = golden.ChannelsLast("image");
        using var tape = new Tape(engine, recording: false);
        var frames = tape.Constant(new Shape("TNHWC", steps, s[0], s[2], s[3], s[1]), values =>
        {
            for (int t = 0; t < steps; t++)
                image.CopyTo(values.Span[(t * image.Length)..]);
        });
        return network.Forward(frames, new ForwardPass(tape)).Values.ToArray();
    }
}
