using Saccade.Kernels.Activations;
using Saccade.Kernels.Activations.Reference;
using Saccade.Kernels.Convolution;
using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Matrix;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Neurons.Reference;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Pooling;
using Saccade.Kernels.Reduce;
using Saccade.Kernels.Softmax;
using Saccade.Kernels.Temporal;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>The definitions, in plain loops on one thread: what other kernel sets are compared with.</summary>
internal sealed class ReferenceKernels : HostKernels
{
    public override void Convolution(ConvolutionPlan plan, Maps x, ReadOnlyStorage w, ReadOnlyStorage bias, Storage y, FixedWeights? weights = null)
        => ConvolutionReference.Forward<float>(plan.Shape, x.Values.Span, w.Span, bias.Span, y.Span);

    public override void ConvolutionInputGradient(ConvolutionPlan plan, Shards shards, ReadOnlyStorage dy, ReadOnlyStorage w, Storage dx)
        => ConvolutionReference.InputGradient<float>(plan.Shape, dy.Span, w.Span, dx.Span);

    public override void ConvolutionWeightGradient(ConvolutionPlan plan, Shards shards, Maps x, ReadOnlyStorage dy, Storage dw)
        => ConvolutionReference.WeightGradient<float>(plan.Shape, shards, x.Values.Span, dy.Span, dw.Span);

    public override void ColumnSums(Shards shards, ReadOnlyStorage x, Storage sums) => ReduceReference.ColumnSums<float>(x.Span, sums.Span);

    public override void AddShards(Shards shards, Storage sums, Storage sum)
    {
        ShardTree.Add(sums.Span, sum.Length);
        sums.Span[..sum.Length].CopyTo(sum.Span);
    }

    public override void BatchStatistics(Shards shards, ReadOnlyStorage x, Storage mean, Storage variance)
        => BatchNormReference.Statistics<float>(x.Span, mean.Span, variance.Span);

    public override void NormalizationFactors(ReadOnlyStorage variance, double epsilon, ReadOnlyStorage scale, Storage inverse, Storage factor)
    {
        for (int c = 0; c < variance.Length; c++)
        {
            inverse.Span[c] = (float)(1 / Math.Sqrt(variance.Span[c] + epsilon));
            factor.Span[c] = scale.Span[c] * inverse.Span[c];
        }
    }

    public override void Normalize(ReadOnlyStorage x, ReadOnlyStorage mean, ReadOnlyStorage scale, ReadOnlyStorage shift, Storage y)
    {
        for (int i = 0, channels = mean.Length; i < x.Length; i++)
            y.Span[i] = MathF.FusedMultiplyAdd(x.Span[i] - mean.Span[i % channels], scale.Span[i % channels], shift.Span[i % channels]);
    }

    public override void NormalizationGradientSums(
        Shards shards, ReadOnlyStorage dy, ReadOnlyStorage x, ReadOnlyStorage mean, ReadOnlyStorage inverse, Storage dScale, Storage dShift)
    {
        dScale.Span.Clear();
        dShift.Span.Clear();
        for (int i = 0, channels = mean.Length; i < x.Length; i++)
        {
            int c = i % channels;
            dShift.Span[c] += dy.Span[i];
            dScale.Span[c] += dy.Span[i] * (x.Span[i] - mean.Span[c]) * inverse.Span[c];
        }
    }

    public override void NormalizationInputGradient(ReadOnlyStorage dy, ReadOnlyStorage x, in NormalizationContext context, Storage dx)
    {
        int channels = context.Mean.Length, rows = context.Rows;
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % channels;
            float centred = (x.Span[i] - context.Mean.Span[c]) * context.Inverse.Span[c];
            dx.Span[i] = context.Scale.Span[c] * (dy.Span[i] - context.ShiftGradient.Span[c] / rows - centred * context.ScaleGradient.Span[c] / rows);
        }
    }

    public override void ScaleColumns(ReadOnlyStorage x, ReadOnlyStorage factor, Storage y)
    {
        for (int i = 0; i < x.Length; i++)
            y.Span[i] = x.Span[i] * factor.Span[i % factor.Length];
    }

    public override void AveragePool(PoolGeometry shape, Maps x, Storage y) => PoolReference.AverageForward<float>(x.Values.Span, shape, y.Span);

    public override void AveragePoolGradient(PoolGeometry shape, ReadOnlyStorage dy, Storage dx) => PoolReference.AverageBackward<float>(dy.Span, shape, dx.Span);

    public override void MaxPool(PoolGeometry shape, ReadOnlyStorage x, Storage y) => PoolReference.MaxForward<float>(x.Span, shape, y.Span);

    public override void MaxPoolGradient(PoolGeometry shape, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dx)
        => PoolReference.MaxBackward<float>(dy.Span, x.Span, shape, dx.Span);

    public override void Quantise(int levels, ReadOnlyStorage threshold, ReadOnlyStorage x, Storage y)
    {
        for (int i = 0; i < x.Length; i++)
            y.Span[i] = QcfsReference.Forward(x.Span[i], threshold.Span[0], levels);
    }

    public override void QuantiseGradient(
        int levels, ReadOnlyStorage threshold, QcfsGradient rule, Shards shards, ReadOnlyStorage x, ReadOnlyStorage dy, Storage dx, Storage dThreshold)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            var (byInput, byThreshold) = QcfsReference.Derivatives(x.Span[i], threshold.Span[0], levels, rule);
            dx.Span[i] = dy.Span[i] * byInput;
            sum += (double)dy.Span[i] * byThreshold;
        }

        dThreshold.Span[0] = (float)sum;
    }

    public override void Neurons(
        NeuronChannels neurons, ReadOnlyStorage x, ReadOnlyStorage start, Storage end, Storage charged, Storage y, int steps)
    {
        for (int c = 0; c < neurons.Count; c++)
        {
            var at = new Every(c, neurons.Count);
            float[] first = at.Of(start.Span);
            int count = steps == 0 ? at.Of(end.Span).Length : at.Of(x.Span).Length / steps;
            var trace = new NeuronReference<float>(neurons[c]).Forward(at.Of(x.Span), first, count);
            at.To(y.Span, trace.Output);
            at.To(charged.Span, trace.Charged);
            at.To(end.Span, trace.Potential.AsSpan(trace.Potential.Length - count));
        }
    }

    public override NeuronGradients[] NeuronsGradient(
        NeuronChannels neurons, ReadOnlyStorage start, ReadOnlyStorage charged, ReadOnlyStorage dy, Storage dx, Storage carry, int steps, Shards? constants)
    {
        var sums = new NeuronGradients[neurons.Count];
        float[] gradient = dy.Span.ToArray(), potentials = charged.Span.ToArray(); // dx may be the memory of either
        for (int c = 0; c < neurons.Count; c++)
        {
            var at = new Every(c, neurons.Count);
            int count = steps == 0 ? at.Of(carry.Span).Length : at.Of(gradient).Length / steps;
            var reference = new NeuronReference<float>(neurons[c]);
            var (trace, input) = reference.Retrace(at.Of(potentials), at.Of(start.Span), count);
            var g = reference.Backward(trace, input, at.Of(gradient), at.Of(carry.Span));
            at.To(dx.Span, g.Input);
            at.To(carry.Span, g.Start);
            sums[c] = new NeuronGradients(g.Rate, g.Threshold, g.OutputHeight, g.Start.Sum(v => (double)v), g.ResetPotential);
        }

        return sums;
    }

    /// <summary>The values of one channel of several.</summary>
    private readonly record struct Every(int Channel, int Channels)
    {
        public float[] Of(ReadOnlySpan<float> values)
        {
            float[] mine = new float[values.Length / Channels];
            for (int i = 0; i < mine.Length; i++)
                mine[i] = values[i * Channels + Channel];
            return mine;
        }

        public void To(Span<float> values, ReadOnlySpan<float> mine)
        {
            for (int i = 0; i < values.Length / Channels; i++)
                values[i * Channels + Channel] = mine[i];
        }
    }

    public override void Unary(UnaryFunction function, ReadOnlyStorage x, Storage y) => ElementwiseReference.Unary<float>(function, x.Span, y.Span);

    public override void UnaryGradient(UnaryFunction function, ReadOnlyStorage x, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx)
        => ElementwiseReference.UnaryGradient<float>(function, x.Span, dy.Span, dx.Span);

    public override void Binary(BinaryFunction function, ReadOnlyStorage x, ReadOnlyStorage y, Storage result, Broadcast? broadcast = null)
    {
        if (broadcast is null)
            ElementwiseReference.Binary<float>(function, x.Span, y.Span, result.Span);
        else
            ElementwiseReference.Binary<float>(function, broadcast, x.Span, y.Span, result.Span);
    }

    public override void Dot(Shards shards, ReadOnlyStorage x, ReadOnlyStorage y, Storage sum) => sum.Span[0] = (float)ReduceReference.Dot<float>(x.Span, y.Span);

    public override void Reduce(Reduction reduction, AxisExtents extents, Shards shards, ReadOnlyStorage x, int divisor, Storage y)
        => ReduceReference.Along<float>(reduction, extents, x.Span, divisor, y.Span);

    public override void MaxGradient(AxisExtents extents, ReadOnlyStorage x, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx)
        => ReduceReference.MaxGradient<float>(extents, x.Span, dy.Span, dx.Span);

    public override void Softmax(bool logarithm, AxisExtents extents, ReadOnlyStorage x, Storage y)
    {
        if (logarithm)
            SoftmaxReference.LogForward<float>(x.Span, extents, 1, y.Span);
        else
            SoftmaxReference.Forward<float>(x.Span, extents, 1, y.Span);
    }

    public override void SoftmaxGradient(bool logarithm, AxisExtents extents, ReadOnlyStorage y, ReadOnlyStorage dy, Storage dx)
    {
        if (logarithm)
            SoftmaxReference.LogBackward<float>(dy.Span, y.Span, extents, 1, dx.Span);
        else
            SoftmaxReference.Backward<float>(dy.Span, y.Span, extents, 1, dx.Span);
    }

    public override void MatrixProduct(MatrixShape shape, ReadOnlyStorage a, ReadOnlyStorage b, Storage c)
        => MatrixReference.Product<float>(shape, a.Span, b.Span, c.Span);

    public override void Fill(float value, Storage y) => y.Span.Fill(value);

    public override void Copy(ReadOnlyStorage x, Storage y) => x.Span.CopyTo(y.Span);

    public override void CopyAlong(AxisExtents from, ReadOnlyStorage x, int xStart, AxisExtents to, Storage y, int yStart, int length)
    {
        for (int i = 0; i < from.Outer * length * from.Inner; i++)
        {
            int outer = i / from.Inner / length, index = i / from.Inner % length, inner = i % from.Inner;
            y.Span[(outer * to.Length + yStart + index) * to.Inner + inner] = x.Span[(outer * from.Length + xStart + index) * from.Inner + inner];
        }
    }

    public override void Permute(Permutation permutation, ReadOnlyStorage x, Storage y) => permutation.Copy(x.Span, y.Span, 0, permutation.Rows);

    public override void LayerNorm(ReadOnlyStorage x, ReadOnlyStorage gamma, ReadOnlyStorage beta, double epsilon, Storage y)
        => LayerNormReference.Forward<float>(x.Span, gamma.Span, beta.Span, (float)epsilon, y.Span);

    public override void LayerNormGradient(
        ReadOnlyStorage dy, ReadOnlyStorage x, ReadOnlyStorage gamma, double epsilon, Storage dx, Storage products)
        => LayerNormReference.Backward<float>(dy.Span, x.Span, gamma.Span, (float)epsilon, dx.Span, products.Span);

    public override void TemporalConvolution(TemporalShape shape, int taps, ReadOnlyStorage x, ReadOnlyStorage w, Storage y)
        => TemporalReference.Convolution<float>(shape, taps, x.Span, w.Span, y.Span);

    public override void TemporalConvolutionInputGradient(TemporalShape shape, int taps, ReadOnlyStorage dy, ReadOnlyStorage w, Storage dx)
        => TemporalReference.ConvolutionInputGradient<float>(shape, taps, dy.Span, w.Span, dx.Span);

    public override void Filter(
        TemporalShape shape, bool backwards, ReadOnlyStorage x, ReadOnlyStorage a, ReadOnlyStorage b, ReadOnlyStorage start, Storage y)
        => TemporalReference.Filter<float>(shape, backwards, x.Span, Repeated(a, shape.Period), Repeated(b, shape.Period), start.Span, y.Span);

    private static ReadOnlySpan<float> Repeated(ReadOnlyStorage coefficients, int channels)
        => coefficients.Length == channels ? coefficients.Span : Enumerable.Repeat(coefficients.Span[0], channels).ToArray();
}
