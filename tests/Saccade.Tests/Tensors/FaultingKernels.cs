using Saccade.Kernels.Activations;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Matrix;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Pooling;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Temporal;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Memory;

namespace Saccade.Tests.Tensors;

/// <summary>
/// Other kernels on memory that throws when anybody touches it but them and the explicit copies: as if it were that of another
/// processor. What is allocated is not a number until it is written.
/// </summary>
internal sealed class FaultingKernels(KernelSet inner) : KernelSet
{
    private bool _inside;

    public override bool IsOnHost => false;

    public override bool FusesNormalization => inner.FusesNormalization;

    public override bool ReadsSpikes => inner.ReadsSpikes;

    public override StorageBlock Allocate(int length)
    {
        var block = HostBlock.Allocate(length);
        block.Open(0, length).Fill(float.NaN);
        return new FaultingBlock(this, block);
    }

    public override void Fill(float value, Storage y) => Inside(() => inner.Fill(value, y));

    public override void Copy(ReadOnlyStorage x, Storage y) => Inside(() => inner.Copy(x, y));

    public override void Convolution(ConvolutionPlan plan, Maps x, ReadOnlyStorage w, ReadOnlyStorage bias, Storage y, FixedWeights? weights = null)
        => Inside(() => inner.Convolution(plan, x, w, bias, y, weights));

    public override void ConvolutionInputGradient(ConvolutionPlan plan, Shards shards, ReadOnlyStorage dy, ReadOnlyStorage w, Storage dx)
        => Inside(() => inner.ConvolutionInputGradient(plan, shards, dy, w, dx));

    public override void ConvolutionWeightGradient(ConvolutionPlan plan, Shards shards, Maps x, ReadOnlyStorage dy, Storage dw)
        => Inside(() => inner.ConvolutionWeightGradient(plan, shards, x, dy, dw));

    public override KernelUse TakeUse() => inner.TakeUse();

    public override void ColumnSums(Shards shards, ReadOnlyStorage x, Storage sums) => Inside(() => inner.ColumnSums(shards, x, sums));

    public override void AddShards(Shards shards, Storage sums, Storage sum) => Inside(() => inner.AddShards(shards, sums, sum));

    public override void BatchStatistics(Shards shards, ReadOnlyStorage x, Storage mean, Storage variance) => Inside(() => inner.BatchStatistics(shards, x, mean, variance));

    public override void NormalizationFactors(ReadOnlyStorage variance, double epsilon, ReadOnlyStorage scale, Storage inverse, Storage factor)
        => Inside(() => inner.NormalizationFactors(variance, epsilon, scale, inverse, factor));

    public override void Normalize(ReadOnlyStorage x, ReadOnlyStorage mean, ReadOnlyStorage scale, ReadOnlyStorage shift, Storage y)
        => Inside(() => inner.Normalize(x, mean, scale, shift, y));

    public override void NormalizationGradientSums(Shards shards, ReadOnlyStorage dy, ReadOnlyStorage x, ReadOnlyStorage mean, ReadOnlyStorage inverse, Storage dScale, Storage dShift)
        => Inside(() => inner.NormalizationGradientSums(shards, dy, x, mean, inverse, dScale, dShift));

    public override void NormalizationInputGradient(ReadOnlyStorage dy, ReadOnlyStorage x, in NormalizationContext context, Storage dx)
    {
        var copy = context;
        Inside(() => inner.NormalizationInputGradient(dy, x, copy, dx));
    }

    public override void ScaleColumns(ReadOnlyStorage x, ReadOnlyStorage factor, Storage y) => Inside(() => inner.ScaleColumns(x, factor, y));

    public override void AveragePool(PoolGeometry shape, Maps x, Storage y) => Inside(() => inner.AveragePool(shape, x, y));

    public override void AveragePoolGradient(PoolGeometry shape, ReadOnlyStorage dy, Storage dx) => Inside(() => inner.AveragePoolGradient(shape, dy, dx));

    public override void MaxPool(PoolGeometry shape, ReadOnlyStorage x, Storage y) => Inside(() => inner.MaxPool(shape, x, y));

    public override void MaxPoolGradient(PoolGeometry shape, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dx) => Inside(() => inner.MaxPoolGradient(shape, x, dy, dx));

    public override void Quantise(int levels, ReadOnlyStorage threshold, ReadOnlyStorage x, Storage y) => Inside(() => inner.Quantise(levels, threshold, x, y));

    public override void QuantiseGradient(int levels, ReadOnlyStorage threshold, QcfsGradient rule, Shards shards, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dx, Storage dThreshold)
        => Inside(() => inner.QuantiseGradient(levels, threshold, rule, shards, x, dy, dx, dThreshold));

    public override void Neurons(NeuronChannels neurons, ReadOnlyStorage x, ReadOnlyStorage start, Storage end, Storage charged, Storage y, int steps)
        => Inside(() => inner.Neurons(neurons, x, start, end, charged, y, steps));

    public override NeuronGradients[] NeuronsGradient(NeuronChannels neurons, ReadOnlyStorage start, ReadOnlyStorage charged, ReadOnlyStorage dy, Storage dx, Storage carry, int steps, Shards? constants)
        => Inside(() => inner.NeuronsGradient(neurons, start, charged, dy, dx, carry, steps, constants));

    public override void NormalizedNeurons(NeuronChannels neurons, ReadOnlyStorage x, in Normalization normalization, ReadOnlyStorage start, Storage end, Storage y, Storage bits, int steps)
    {
        var copy = normalization;
        Inside(() => inner.NormalizedNeurons(neurons, x, copy, start, end, y, bits, steps));
    }

    public override NeuronGradients[] NormalizedNeuronsGradient(NeuronChannels neurons, ReadOnlyStorage x, in Normalization normalization, ReadOnlyStorage start, Storage gradient, Storage carry, int steps, Shards? constants)
    {
        var copy = normalization;
        return Inside(() => inner.NormalizedNeuronsGradient(neurons, x, copy, start, gradient, carry, steps, constants));
    }

    public override void UnpackSpikes(ReadOnlyStorage bits, NeuronChannels neurons, Storage y, int steps) => Inside(() => inner.UnpackSpikes(bits, neurons, y, steps));

    public override void Unary(UnaryFunction function, ReadOnlyStorage x, Storage y) => Inside(() => inner.Unary(function, x, y));

    public override void UnaryGradient(UnaryFunction function, ReadOnlyStorage x, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx)
        => Inside(() => inner.UnaryGradient(function, x, y, dy, dx));

    public override void Binary(BinaryFunction function, ReadOnlyStorage x, ReadOnlyStorage y, Storage result, Broadcast? broadcast = null)
        => Inside(() => inner.Binary(function, x, y, result, broadcast));

    public override void Dot(Shards shards, ReadOnlyStorage x, ReadOnlyStorage y, Storage sum) => Inside(() => inner.Dot(shards, x, y, sum));

    public override void Reduce(Reduction reduction, AxisExtents extents, Shards shards, ReadOnlyStorage x, int divisor, Storage y)
        => Inside(() => inner.Reduce(reduction, extents, shards, x, divisor, y));

    public override void MaxGradient(AxisExtents extents, ReadOnlyStorage x, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx)
        => Inside(() => inner.MaxGradient(extents, x, y, dy, dx));

    public override void Softmax(bool logarithm, AxisExtents extents, ReadOnlyStorage x, Storage y) => Inside(() => inner.Softmax(logarithm, extents, x, y));

    public override void SoftmaxGradient(bool logarithm, AxisExtents extents, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx)
        => Inside(() => inner.SoftmaxGradient(logarithm, extents, y, dy, dx));

    public override void MatrixProduct(MatrixShape shape, ReadOnlyStorage a, ReadOnlyStorage b, Storage c) => Inside(() => inner.MatrixProduct(shape, a, b, c));

    public override void CopyAlong(AxisExtents from, ReadOnlyStorage x, int xStart, AxisExtents to, Storage y, int yStart, int length)
        => Inside(() => inner.CopyAlong(from, x, xStart, to, y, yStart, length));

    public override void Permute(Permutation permutation, ReadOnlyStorage x, Storage y) => Inside(() => inner.Permute(permutation, x, y));

    public override void LayerNorm(ReadOnlyStorage x, ReadOnlyStorage gamma, ReadOnlyStorage beta, double epsilon, Storage y)
        => Inside(() => inner.LayerNorm(x, gamma, beta, epsilon, y));

    public override void LayerNormGradient(ReadOnlyStorage dy, ReadOnlyStorage x, ReadOnlyStorage gamma, double epsilon, Storage dx, Storage products)
        => Inside(() => inner.LayerNormGradient(dy, x, gamma, epsilon, dx, products));

    public override void TemporalConvolution(TemporalShape shape, int taps, ReadOnlyStorage x, ReadOnlyStorage w, Storage y)
        => Inside(() => inner.TemporalConvolution(shape, taps, x, w, y));

    public override void TemporalConvolutionInputGradient(TemporalShape shape, int taps, ReadOnlyStorage dy, ReadOnlyStorage w, Storage dx)
        => Inside(() => inner.TemporalConvolutionInputGradient(shape, taps, dy, w, dx));

    public override void Filter(TemporalShape shape, bool backwards, ReadOnlyStorage x, ReadOnlyStorage a, ReadOnlyStorage b, ReadOnlyStorage start, Storage y)
        => Inside(() => inner.Filter(shape, backwards, x, a, b, start, y));

    private void Inside(Action kernel) => Inside(() =>
    {
        kernel();
        return true;
    });

    private T Inside<T>(Func<T> kernel)
    {
        _inside = true;
        try
        {
            return kernel();
        }
        finally
        {
            _inside = false;
        }
    }

    private sealed class FaultingBlock(FaultingKernels owner, HostBlock memory) : StorageBlock
    {
        public override Span<float> Open(int start, int length)
            => owner._inside ? memory.Open(start, length) : throw new InvalidOperationException("memory of the engine was touched by somebody else than its kernels");

        public override void Read(int start, Span<float> values) => memory.Read(start, values);

        public override void Write(int start, ReadOnlySpan<float> values) => memory.Write(start, values);
    }
}
