using Saccade.Kernels.Sparse;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Engines;
using Saccade.Training.Losses;
using Saccade.Training.Optimization;

namespace Saccade.Training.Loops;

/// <summary>
/// How much memory a training step will take, computed from the network before anything is allocated: parameters with their
/// gradients and moments, what is kept from the forward for the backward pass, and what the largest layer needs at once.
/// </summary>
public static class MemoryPlan
{
    /// <summary>Floats of gradients that the weight gradient spreads out at a time.</summary>
    private const long Spread = 4 * 1024 * 1024;

    /// <summary>Bytes at the peak of a step, without the program itself.</summary>
    /// <param name="engine">Decides on what is kept.</param>
    /// <param name="network">The network.</param>
    /// <param name="steps">T, time steps or frames.</param>
    /// <param name="batch">N, samples.</param>
    /// <param name="optimizer">Decides on the moments.</param>
    /// <param name="recompute">Whether outputs of convolutions are computed again instead of kept.</param>
    /// <param name="losses">The terms of the objective, whose helpers are trained too; null for terms without helpers.</param>
    public static long TrainingStep(Engine engine, Network network, int steps, int batch, OptimizerDescription optimizer, bool recompute, IReadOnlyList<Loss>? losses = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        losses ??= [];
        long images = (long)steps * batch, kept = images * network.Description.Input.Count, largest = 0;
        Layer[] layers = [.. network.AllLayers];
        long before = 0; // the first layer's input needs no gradient
        for (int i = 0; i < layers.Length; i++)
        {
            long output = images * layers[i].Output.Count;
            bool fused = engine.FusesNormalization && (IsPair(layers, i) || IsPair(layers, i - 1));
            kept += Kept(layers[i], output, fused, recompute);
            if (layers[i] is ConvolutionLayer convolution)
            {
                // Its own output again or the copy that is spread out, gradients of both sides, the input made from bits.
                long work = output + 2 * before + Math.Min(Spread, 2 * output) + convolution.Weight.Shape.Count;
                largest = Math.Max(largest, work + (recompute ? output : 0));
            }

            before = output;
        }

        int moments = optimizer is OptimizerDescription.Sgd { Momentum: 0 } ? 0 : optimizer is OptimizerDescription.Sgd ? 1 : 2;
        long trained = network.TrainableCount + losses.SelectMany(loss => loss.Parameters).Where(p => p.Kind != ParameterKind.Statistic).Sum(p => (long)p.Shape.Count);
        return sizeof(float) * (kept + batch * losses.Sum(loss => loss.KeptPerSample) + largest + (2L + moments) * trained);
    }

    /// <summary>A batch norm and the neurons after it.</summary>
    private static bool IsPair(Layer[] layers, int first) => first >= 0 && first + 1 < layers.Length && layers[first] is BatchNormLayer && layers[first + 1] is SpikingLayer;

    private static long Kept(Layer layer, long output, bool fused, bool recompute) => layer switch
    {
        ConvolutionLayer => recompute ? 0 : output,
        BatchNormLayer => fused ? 0 : output,
        SpikingLayer spiking => fused ? output * SpikeWords.Planes(spiking.Neuron.Levels) / 32 : 2 * output,
        _ => output,
    };
}
