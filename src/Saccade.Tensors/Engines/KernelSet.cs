using Saccade.Kernels.Activations;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Matrix;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Pooling;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Temporal;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>
/// The one seam between operations and kernels. Operations, networks and recipes never name a kernel; another processor
/// is another implementation of this class. It owns the memory that it works on and takes handles to it, so that this may be memory of
/// another processor. All is row-major; outputs are overwritten unless a name says otherwise.
/// </summary>
internal abstract class KernelSet
{
    protected KernelSet() => Pool = new BufferPool(Allocate);

    /// <summary>Lends the memory that these kernels work on.</summary>
    public BufferPool Pool { get; }

    /// <summary>Whether the memory is that of the host: values are shown where they are, and not copied.</summary>
    public abstract bool IsOnHost { get; }

    /// <summary>Gets memory for the pool, from a multiple of 64 bytes on.</summary>
    public abstract StorageBlock Allocate(int length);

    /// <summary>y = value, everywhere.</summary>
    public abstract void Fill(float value, Storage y);

    /// <summary>y = x.</summary>
    public abstract void Copy(ReadOnlyStorage x, Storage y);

    // Sums over samples are told which rows, images or elements belong to which shard; see Shards.

    // Convolution and linear: x [images, H, W, Cin], w [KH, KW, Cin / groups, Cout], y [images, OH, OW, Cout].
    public abstract void Convolution(ConvolutionPlan plan, Maps x, ReadOnlyStorage w, ReadOnlyStorage bias, Storage y, FixedWeights? weights = null);

    public abstract void ConvolutionInputGradient(ConvolutionPlan plan, Shards shards, ReadOnlyStorage dy, ReadOnlyStorage w, Storage dx);

    /// <summary>The gradient of weights; where the shards are a part of a batch it is there after <see cref="SettleGradients"/> only.</summary>
    public abstract void ConvolutionWeightGradient(ConvolutionPlan plan, Shards shards, Maps x, ReadOnlyStorage dy, Storage dw);

    /// <summary>The sum over all processes of gradients that each took of its own samples, where the shards are a part of a batch; there after <see cref="SettleGradients"/> only.</summary>
    public virtual void SumOverRanks(Shards shards, Storage values)
    {
    }

    /// <summary>Waits for the gradients of weights that other processes have a part of.</summary>
    public virtual void SettleGradients()
    {
    }

    /// <summary>Whether what takes <see cref="Maps"/> reads spikes as bits; others are given values.</summary>
    public virtual bool ReadsSpikes => false;

    /// <summary>Which paths were taken since the last call.</summary>
    public virtual KernelUse TakeUse() => new();

    /// <summary>sums[c] = sum over rows of x [rows, channels].</summary>
    public abstract void ColumnSums(Shards shards, ReadOnlyStorage x, Storage sums);

    /// <summary>The sum of the sums of all shards of the batch [shards, ...], of which those of the shards given are filled, as <see cref="ShardTree"/> adds them; may change those.</summary>
    public abstract void AddShards(Shards shards, Storage sums, Storage sum);

    // Batch normalisation on [rows, channels].
    public abstract void BatchStatistics(Shards shards, ReadOnlyStorage x, Storage mean, Storage variance);

    /// <summary>inverse[c] = 1 / sqrt(variance[c] + epsilon), factor[c] = scale[c] inverse[c].</summary>
    public abstract void NormalizationFactors(ReadOnlyStorage variance, double epsilon, ReadOnlyStorage scale, Storage inverse, Storage factor);

    public abstract void Normalize(ReadOnlyStorage x, ReadOnlyStorage mean, ReadOnlyStorage scale, ReadOnlyStorage shift, Storage y);

    public abstract void NormalizationGradientSums(
        Shards shards, ReadOnlyStorage dy, ReadOnlyStorage x, ReadOnlyStorage mean, ReadOnlyStorage inverse, Storage dScale, Storage dShift);

    public abstract void NormalizationInputGradient(
        ReadOnlyStorage dy, ReadOnlyStorage x, in NormalizationContext context, Storage dx);

    /// <summary>y[r, c] = factor[c] * x[r, c].</summary>
    public abstract void ScaleColumns(ReadOnlyStorage x, ReadOnlyStorage factor, Storage y);

    // Pooling on [images, H, W, C].
    public abstract void AveragePool(PoolGeometry shape, Maps x, Storage y);

    public abstract void AveragePoolGradient(PoolGeometry shape, ReadOnlyStorage dy, Storage dx);

    public abstract void MaxPool(PoolGeometry shape, ReadOnlyStorage x, Storage y);

    public abstract void MaxPoolGradient(PoolGeometry shape, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dx);

    /// <summary>Whether <see cref="PoolSpikes"/> can be used.</summary>
    public virtual bool PoolsSpikes => false;

    /// <summary>As <see cref="MaxPool"/>, of spikes as bits [images, H, W, words], each word 32 channels.</summary>
    public virtual void PoolSpikes(PoolGeometry shape, ReadOnlyStorage bits, Storage pooled) => throw new NotSupportedException();

    // Activations and neurons.
    // The threshold is one number.
    public abstract void Quantise(int levels, ReadOnlyStorage threshold, ReadOnlyStorage x, Storage y);

    public abstract void QuantiseGradient(
        int levels, ReadOnlyStorage threshold, QcfsGradient rule, Shards shards, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dx, Storage dThreshold);

    /// <summary>
    /// Neurons over [steps, count, channels innermost]. The potentials before the first step and after the last are [count]; without a start all begin
    /// at their start potential. Start, end and charged may be empty.
    /// </summary>
    public abstract void Neurons(
        NeuronChannels neurons, ReadOnlyStorage x, ReadOnlyStorage start, Storage end, Storage charged, Storage y, int steps);

    /// <summary>
    /// Writes dx and returns the gradients of the constants, channel by channel, if the shards of the neurons are given; carry, which may be empty, holds the gradient of the
    /// last potential before and that of the first after.
    /// </summary>
    public abstract NeuronGradients[] NeuronsGradient(
        NeuronChannels neurons, ReadOnlyStorage start, ReadOnlyStorage charged, ReadOnlyStorage dy, Storage dx, Storage carry, int steps, Shards? constants);

    /// <summary>Whether <see cref="NormalizedNeurons"/> can be used.</summary>
    public virtual bool FusesNormalization => false;

    /// <summary>As <see cref="Neurons"/>, over the normalised x [steps, count, channels innermost], which is not stored; y or bits may be empty.</summary>
    public virtual void NormalizedNeurons(
        NeuronChannels neurons, ReadOnlyStorage x, in Normalization normalization, ReadOnlyStorage start, Storage end, Storage y, Storage bits, int steps)
        => throw new NotSupportedException();

    /// <summary>As <see cref="NeuronsGradient"/>; turns the gradient of the spikes into that of the normalised x, in place.</summary>
    public virtual NeuronGradients[] NormalizedNeuronsGradient(
        NeuronChannels neurons, ReadOnlyStorage x, in Normalization normalization, ReadOnlyStorage start, Storage gradient, Storage carry, int steps, Shards? constants)
        => throw new NotSupportedException();

    /// <summary>Spikes [steps, count] from bits [steps, planes, words].</summary>
    public virtual void UnpackSpikes(ReadOnlyStorage bits, NeuronChannels neurons, Storage y, int steps) => throw new NotSupportedException();

    // Elementwise; the result may be an input of its length.
    public abstract void Unary(UnaryFunction function, ReadOnlyStorage x, Storage y);

    public abstract void UnaryGradient(UnaryFunction function, ReadOnlyStorage x, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx);

    /// <summary>Operands of the result's length, or as the plan says.</summary>
    public abstract void Binary(BinaryFunction function, ReadOnlyStorage x, ReadOnlyStorage y, Storage result, Broadcast? broadcast = null);

    // Reductions and the softmax family.
    /// <summary>The sum of products, one number.</summary>
    public abstract void Dot(Shards shards, ReadOnlyStorage x, ReadOnlyStorage y, Storage sum);

    /// <summary>[outer, length, inner] to [outer, inner]; sums are taken by the shards of the axis, and divided.</summary>
    public abstract void Reduce(Reduction reduction, AxisExtents extents, Shards shards, ReadOnlyStorage x, int divisor, Storage y);

    public abstract void MaxGradient(AxisExtents extents, ReadOnlyStorage x, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx);

    /// <summary>Softmax along an axis, or its logarithm.</summary>
    public abstract void Softmax(bool logarithm, AxisExtents extents, ReadOnlyStorage x, Storage y);

    public abstract void SoftmaxGradient(bool logarithm, AxisExtents extents, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx);

    // Products, copies and what runs along time.
    public abstract void MatrixProduct(MatrixShape shape, ReadOnlyStorage a, ReadOnlyStorage b, Storage c);

    /// <summary>Copies <paramref name="length"/> elements along an axis, for every element of the others, from one buffer to another.</summary>
    public abstract void CopyAlong(AxisExtents from, ReadOnlyStorage x, int xStart, AxisExtents to, Storage y, int yStart, int length);

    public abstract void Permute(Permutation permutation, ReadOnlyStorage x, Storage y);

    /// <summary>Layer normalisation of the rows of x [rows, features].</summary>
    public abstract void LayerNorm(ReadOnlyStorage x, ReadOnlyStorage gamma, ReadOnlyStorage beta, double epsilon, Storage y);

    /// <summary>Writes dx, and the products whose column sums are the gradient of gamma.</summary>
    public abstract void LayerNormGradient(
        ReadOnlyStorage dy, ReadOnlyStorage x, ReadOnlyStorage gamma, double epsilon, Storage dx, Storage products);

    /// <summary>Causal convolution of [steps + taps - 1, elements]; weights [taps, channels], the shape's period being the channels.</summary>
    public abstract void TemporalConvolution(TemporalShape shape, int taps, ReadOnlyStorage x, ReadOnlyStorage w, Storage y);

    public abstract void TemporalConvolutionInputGradient(TemporalShape shape, int taps, ReadOnlyStorage dy, ReadOnlyStorage w, Storage dx);

    /// <summary>First-order filter; coefficients are one number or one for each channel, which is the shape's period. The start may be empty.</summary>
    public abstract void Filter(
        TemporalShape shape, bool backwards, ReadOnlyStorage x, ReadOnlyStorage a, ReadOnlyStorage b, ReadOnlyStorage start, Storage y);
}
