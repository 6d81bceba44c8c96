using Saccade.Kernels.Activations;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Matrix;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Pooling;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Temporal;

namespace Saccade.Tensors.Engines;

/// <summary>
/// The one seam between operations and kernels. Operations, networks and recipes never name a kernel; another processor
/// is another implementation of this class. All memory is row-major; outputs are overwritten unless a name says otherwise.
/// </summary>
/// <remarks>Memory, not spans, so that an implementation can hand parts to other threads.</remarks>
internal abstract class KernelSet
{
    // Convolution and linear: x [images, H, W, Cin], w [KH, KW, Cin / groups, Cout], y [images, OH, OW, Cout].
    public abstract void Convolution(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> w, ReadOnlyMemory<float> bias, Memory<float> y, FixedWeights? weights = null);

    public abstract void ConvolutionInputGradient(ConvolutionPlan plan, ReadOnlyMemory<float> dy, ReadOnlyMemory<float> w, Memory<float> dx);

    public abstract void ConvolutionWeightGradient(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dw);

    /// <summary>Which convolution paths were taken since the last call.</summary>
    public virtual KernelUse TakeUse() => new(0, 0, 0, 0);

    /// <summary>sums[c] = sum over rows of x [rows, channels].</summary>
    public abstract void ColumnSums(ReadOnlyMemory<float> x, Memory<float> sums);

    // Batch normalisation on [rows, channels].
    public abstract void BatchStatistics(ReadOnlyMemory<float> x, Memory<float> mean, Memory<float> variance);

    public abstract void Normalize(ReadOnlyMemory<float> x, ReadOnlyMemory<float> mean, ReadOnlyMemory<float> scale, ReadOnlyMemory<float> shift, Memory<float> y);

    public abstract void NormalizationGradientSums(
        ReadOnlyMemory<float> dy, ReadOnlyMemory<float> x, ReadOnlyMemory<float> mean, ReadOnlyMemory<float> inverse, Memory<float> dScale, Memory<float> dShift);

    public abstract void NormalizationInputGradient(
        ReadOnlyMemory<float> dy, ReadOnlyMemory<float> x, in NormalizationContext context, Memory<float> dx);

    /// <summary>y[r, c] = factor[c] * x[r, c].</summary>
    public abstract void ScaleColumns(ReadOnlyMemory<float> x, ReadOnlyMemory<float> factor, Memory<float> y);

    // Pooling on [images, H, W, C].
    public abstract void AveragePool(PoolGeometry shape, ReadOnlyMemory<float> x, Memory<float> y);

    public abstract void AveragePoolGradient(PoolGeometry shape, ReadOnlyMemory<float> dy, Memory<float> dx);

    public abstract void MaxPool(PoolGeometry shape, ReadOnlyMemory<float> x, Memory<float> y);

    public abstract void MaxPoolGradient(PoolGeometry shape, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dx);

    // Activations and neurons.
    public abstract void Quantise(int levels, float threshold, ReadOnlyMemory<float> x, Memory<float> y);

    /// <summary>Writes dx and returns the gradient of the threshold.</summary>
    public abstract double QuantiseGradient(int levels, float threshold, QcfsGradient rule, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dx);

    /// <summary>
    /// Neurons over [steps, count, channels innermost]. The potentials before the first step and after the last are [count]; without a start all begin
    /// at their start potential. Start, end and charged may be empty.
    /// </summary>
    public abstract void Neurons(
        NeuronChannels neurons, ReadOnlyMemory<float> x, ReadOnlyMemory<float> start, Memory<float> end, Memory<float> charged, Memory<float> y, int steps);

    /// <summary>
    /// Writes dx and returns the gradients of the constants, channel by channel, if they are wanted; carry, which may be empty, holds the gradient of the
    /// last potential before and that of the first after.
    /// </summary>
    public abstract NeuronGradients[] NeuronsGradient(
        NeuronChannels neurons, ReadOnlyMemory<float> start, ReadOnlyMemory<float> charged, ReadOnlyMemory<float> dy, Memory<float> dx, Memory<float> carry, int steps, bool constants);

    /// <summary>Whether <see cref="NormalizedNeurons"/> can be used.</summary>
    public virtual bool FusesNormalization => false;

    /// <summary>As <see cref="Neurons"/>, over the normalised x [steps, count, channels innermost], which is not stored; bits may be empty.</summary>
    public virtual void NormalizedNeurons(
        NeuronChannels neurons, ReadOnlyMemory<float> x, in Normalization normalization, ReadOnlyMemory<float> start, Memory<float> end, Memory<float> y, Memory<float> bits, int steps)
        => throw new NotSupportedException();

    /// <summary>As <see cref="NeuronsGradient"/>; turns the gradient of the spikes into that of the normalised x, in place.</summary>
    public virtual NeuronGradients[] NormalizedNeuronsGradient(
        NeuronChannels neurons, ReadOnlyMemory<float> x, in Normalization normalization, ReadOnlyMemory<float> start, Memory<float> gradient, Memory<float> carry, int steps, bool constants)
        => throw new NotSupportedException();

    /// <summary>Spikes [steps, count] from bits [steps, planes, words].</summary>
    public virtual void UnpackSpikes(ReadOnlyMemory<float> bits, NeuronChannels neurons, Memory<float> y, int steps) => throw new NotSupportedException();

    // Elementwise; the result may be an input of its length.
    public abstract void Unary(UnaryFunction function, ReadOnlyMemory<float> x, Memory<float> y);

    public abstract void UnaryGradient(UnaryFunction function, ReadOnlyMemory<float> x, ReadOnlyMemory<float> y, ReadOnlyMemory<float> dy, Memory<float> dx);

    /// <summary>Operands of the result's length, or as the plan says.</summary>
    public abstract void Binary(BinaryFunction function, ReadOnlyMemory<float> x, ReadOnlyMemory<float> y, Memory<float> result, Broadcast? broadcast = null);

    // Reductions and the softmax family.
    public abstract double Dot(ReadOnlyMemory<float> x, ReadOnlyMemory<float> y);

    /// <summary>[outer, length, inner] to [outer, inner]; sums are divided.</summary>
    public abstract void Reduce(Reduction reduction, AxisExtents extents, ReadOnlyMemory<float> x, int divisor, Memory<float> y);

    public abstract void MaxGradient(AxisExtents extents, ReadOnlyMemory<float> x, ReadOnlyMemory<float> y, ReadOnlyMemory<float> dy, Memory<float> dx);

    /// <summary>Softmax along an axis, or its logarithm.</summary>
    public abstract void Softmax(bool logarithm, AxisExtents extents, ReadOnlyMemory<float> x, Memory<float> y);

    public abstract void SoftmaxGradient(bool logarithm, AxisExtents extents, ReadOnlyMemory<float> y, ReadOnlyMemory<float> dy, Memory<float> dx);

    // Products, copies and what runs along time.
    public abstract void MatrixProduct(MatrixShape shape, ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, Memory<float> c);

    /// <summary>Copies <paramref name="length"/> elements along an axis, for every element of the others, from one buffer to another.</summary>
    public abstract void CopyAlong(AxisExtents from, ReadOnlyMemory<float> x, int xStart, AxisExtents to, Memory<float> y, int yStart, int length);

    public abstract void Permute(Permutation permutation, ReadOnlyMemory<float> x, Memory<float> y);

    /// <summary>Layer normalisation of the rows of x [rows, features].</summary>
    public abstract void LayerNorm(ReadOnlyMemory<float> x, ReadOnlyMemory<float> gamma, ReadOnlyMemory<float> beta, double epsilon, Memory<float> y);

    /// <summary>Writes dx, and the products whose column sums are the gradient of gamma.</summary>
    public abstract void LayerNormGradient(
        ReadOnlyMemory<float> dy, ReadOnlyMemory<float> x, ReadOnlyMemory<float> gamma, double epsilon, Memory<float> dx, Memory<float> products);

    /// <summary>Causal convolution of [steps + taps - 1, elements]; weights [taps, channels], the shape's period being the channels.</summary>
    public abstract void TemporalConvolution(TemporalShape shape, int taps, ReadOnlyMemory<float> x, ReadOnlyMemory<float> w, Memory<float> y);

    public abstract void TemporalConvolutionInputGradient(TemporalShape shape, int taps, ReadOnlyMemory<float> dy, ReadOnlyMemory<float> w, Memory<float> dx);

    /// <summary>First-order filter; coefficients are one number or one for each channel, which is the shape's period. The start may be empty.</summary>
    public abstract void Filter(
        TemporalShape shape, bool backwards, ReadOnlyMemory<float> x, ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, ReadOnlyMemory<float> start, Memory<float> y);
}
