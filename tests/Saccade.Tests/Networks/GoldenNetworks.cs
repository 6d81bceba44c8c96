using Saccade.Networks;
using Saccade.Tensors;
using Saccade.TestKit;

namespace Saccade.Tests.Networks;

/// <summary>Loads values of the golden files into networks of ours.</summary>
internal static class GoldenNetworks
{
    private static readonly LayerDescription _conv8 = new Convolution(8);
    private static readonly LayerDescription _conv12 = new Convolution(12);
    private static readonly LayerDescription _conv16 = new Convolution(16);
    private static readonly LayerDescription _norm = new BatchNorm();
    private static readonly LayerDescription _pool = new AveragePool();

    /// <summary>conv(2,8)-bn-act conv(8,12)-bn-act avgpool2 conv(12,16)-bn-act avgpool2 flatten linear(144,10).</summary>
    public static NetworkDescription ThreeConvolutions(LayerDescription activation) => new(
        new FrameSize(12, 12),
        [_conv8, _norm, activation, _conv12, _norm, activation, _pool, _conv16, _norm, activation, _pool, new Flatten(), new Linear(10)]);

    /// <summary>Sets every parameter that the file has under <paramref name="prefix"/>.</summary>
    public static void Load(Network network, GoldenFile golden, string prefix)
    {
        foreach (var parameter in network.Parameters)
        {
            string name = prefix + parameter.Name.Replace("threshold", "lam", StringComparison.Ordinal);
            if (golden.Has(name))
                Values(golden, name, network, parameter).CopyTo(parameter.Values, 0);
        }
    }

    /// <summary>A tensor of the file in the layout of a parameter.</summary>
    public static float[] Values(GoldenFile golden, string name, Network network, Parameter parameter)
    {
        if (parameter.Shape.Rank == 4)
            return golden.ConvolutionWeight(name);
        if (parameter.Shape.Axes != "IO")
            return golden.Floats(name);

        // After a flatten in the order C, H, W the inputs are reordered to H, W, C.
        float[] weight = golden.LinearWeight(name);
        var map = network.Layers.Last(l => !l.Output.IsFlat).Output;
        float[] reordered = new float[weight.Length];
        int outputs = parameter.Shape[1], pixels = map.Height * map.Width;
        for (int c = 0; c < map.Channels; c++)
        {
            for (int p = 0; p < pixels; p++)
                weight.AsSpan((c * pixels + p) * outputs, outputs).CopyTo(reordered.AsSpan((p * map.Channels + c) * outputs));
        }

        return reordered;
    }
}
