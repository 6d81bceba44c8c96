using Saccade.Kernels.Normalization;

namespace Saccade.Networks;

/// <summary>
/// Absorbs every batch norm that follows a convolution or linear layer, in branches too, into that layer's weight and bias, for
/// inference. Exact in real numbers; in float32 logits agree to about 1e-5, and decisions with them.
/// </summary>
public static class BatchNormFolding
{
    /// <summary>A copy of a network without those batch norms.</summary>
    /// <param name="network">A trained network; stays as it is.</param>
    /// <returns>A network that computes the same with its running statistics. It can be trained on, but has lost its normalisation.</returns>
    public static Network Fold(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var folded = Network.Create(network.Description with { Layers = Fold(network.Description.Layers) }, seed: 0);
        Copy(network.Layers, folded.Layers);
        return folded;
    }

    private static LayerList Fold(LayerList layers)
    {
        var result = new List<LayerDescription>();
        foreach (var layer in layers)
        {
            if (layer is BatchNorm && result.Count > 0 && WithBias(result[^1]) is { } biased)
                result[^1] = biased;
            else
                result.Add(layer is Branches b ? b with { Paths = [.. b.Paths.Select(p => p with { Layers = Fold(p.Layers) })] } : layer);
        }

        return new LayerList(result);
    }

    private static LayerDescription? WithBias(LayerDescription layer) => layer switch
    {
        Convolution c => c with { Bias = true },
        Linear l => l with { Bias = true },
        _ => null,
    };

    private static void Copy(IReadOnlyList<Layer> from, IReadOnlyList<Layer> to)
    {
        int target = 0;
        for (int i = 0; i < from.Count; i++, target++)
        {
            CopyLayer(from[i], to[target]);
            if (i + 1 < from.Count && from[i + 1] is BatchNormLayer norm && Product(to[target]) is { } product)
            {
                Absorb(norm, product.Weight.Values, product.Bias!.Values);
                i++;
            }
        }
    }

    private static void CopyLayer(Layer from, Layer to)
    {
        switch (from, to)
        {
            case (BranchesLayer source, BranchesLayer target):
                foreach (var (path, other) in source.Inner.Zip(target.Inner))
                    Copy(path, other);
                break;
            case (_, _) when Product(from) is { } source && Product(to) is { } target:
                source.Weight.Values.CopyTo(target.Weight.Values, 0);
                target.Bias?.Values.AsSpan().Clear();
                source.Bias?.Values.CopyTo(target.Bias!.Values, 0);
                break;
            default:
                // In layers of other assemblies nothing is absorbed.
                foreach (var (source, target) in from.AllParameters.Zip(to.AllParameters))
                    source.Values.CopyTo(target.Values, 0);
                break;
        }
    }

    private static (Tensors.Parameter Weight, Tensors.Parameter? Bias)? Product(Layer layer) => layer switch
    {
        ConvolutionLayer c => (c.Weight, c.Bias),
        LinearLayer l => (l.Weight, l.Bias),
        _ => null,
    };

    private static void Absorb(BatchNormLayer norm, float[] weight, float[] bias)
    {
        float[] inverse = new float[bias.Length], scale = new float[bias.Length];
        BatchNormKernels.InverseDeviation(norm.RunningVariance.Values, norm.Epsilon, inverse);
        BatchNormKernels.ScaleOf(norm.Scale.Values, inverse, scale);
        BatchNormKernels.Fold(norm.RunningMean.Values, scale, norm.Shift.Values, weight, bias);
    }
}
