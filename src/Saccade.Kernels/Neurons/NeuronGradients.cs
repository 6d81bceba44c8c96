using System.Numerics;
using System.Runtime.InteropServices;

namespace Saccade.Kernels.Neurons;

/// <summary>
/// Gradients of a loss with respect to the scalars of a layer of neurons, each taken with the others held fixed, summed over steps
/// and over a range of neurons. Add those of several ranges in a fixed order.
/// </summary>
/// <param name="Rate">With respect to the leak rate k; PLIF multiplies by k (1 - k) for its w.</param>
/// <param name="Threshold">With respect to the threshold, the height of the output and the start potential held fixed.</param>
/// <param name="OutputHeight">With respect to the height of the output.</param>
/// <param name="StartPotential">With respect to a start potential that all neurons share.</param>
/// <param name="ResetPotential">With respect to the reset potential; 0 unless <see cref="NeuronChannels.Of"/> was told that it is learned, or there are channels or levels.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NeuronGradients(double Rate, double Threshold, double OutputHeight, double StartPotential, double ResetPotential = 0)
    : IAdditionOperators<NeuronGradients, NeuronGradients, NeuronGradients>
{
    /// <summary>
    /// The gradient with respect to the threshold of a neuron that emits the threshold and starts at half of it, as
    /// <see cref="NeuronParameters.Converted"/> makes it.
    /// </summary>
    public double ConvertedThreshold => Threshold + OutputHeight + (0.5 * StartPotential);

    /// <summary>The gradients over two ranges.</summary>
    public static NeuronGradients operator +(NeuronGradients left, NeuronGradients right) => new(
        left.Rate + right.Rate,
        left.Threshold + right.Threshold,
        left.OutputHeight + right.OutputHeight,
        left.StartPotential + right.StartPotential,
        left.ResetPotential + right.ResetPotential);
}
