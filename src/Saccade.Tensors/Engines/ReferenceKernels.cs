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

namespace Saccade.Tensors.Engines;

/// <summary>The definitions, in plain loops on one thread: what other kernel sets are compared with.</summary>
internal sealed class ReferenceKernels : KernelSet
{
    public override void Convolution(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> w, ReadOnlyMemory<float> bias, Memory<float> y, FixedWeights? weights = null)
        => ConvolutionReference.Forward<float>(plan.Shape, x.Span, w.Span, bias.Span, y.Span);

    public override void ConvolutionInputGradient(ConvolutionPlan plan, ReadOnlyMemory<float> dy, ReadOnlyMemory<float> w, Memory<float> dx)
        => ConvolutionReference.InputGradient<float>(plan.Shape, dy.Span, w.Span, dx.Span);

    public override void ConvolutionWeightGradient(ConvolutionPlan plan, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dw)
        => ConvolutionReference.WeightGradient<float>(plan.Shape, x.Span, dy.Span, dw.Span);

    public override void ColumnSums(ReadOnlyMemory<float> x, Memory<float> sums) => ReduceReference.ColumnSums<float>(x.Span, sums.Span);

    public override void BatchStatistics(ReadOnlyMemory<float> x, Memory<float> mean, Memory<float> variance)
        => BatchNormReference.Statistics<float>(x.Span, mean.Span, variance.Span);

    public override void Normalize(ReadOnlyMemory<float> x, ReadOnlyMemory<float> mean, ReadOnlyMemory<float> scale, ReadOnlyMemory<float> shift, Memory<float> y)
    {
        for (int i = 0, channels = mean.Length; i < x.Length; i++)
            y.Span[i] = MathF.FusedMultiplyAdd(x.Span[i] - mean.Span[i % channels], scale.Span[i % channels], shift.Span[i % channels]);
    }

    public override void NormalizationGradientSums(
        ReadOnlyMemory<float> dy, ReadOnlyMemory<float> x, ReadOnlyMemory<float> mean, ReadOnlyMemory<float> inverse, Memory<float> dScale, Memory<float> dShift)
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

    public override void NormalizationInputGradient(ReadOnlyMemory<float> dy, ReadOnlyMemory<float> x, in NormalizationContext context, Memory<float> dx)
    {
        int channels = context.Mean.Length, rows = x.Length / channels;
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % channels;
            float centred = (x.Span[i] - context.Mean.Span[c]) * context.Inverse.Span[c];
            dx.Span[i] = context.Scale.Span[c] * (dy.Span[i] - context.ShiftGradient.Span[c] / rows - centred * context.ScaleGradient.Span[c] / rows);
        }
    }

    public override void ScaleColumns(ReadOnlyMemory<float> x, ReadOnlyMemory<float> factor, Memory<float> y)
    {
        for (int i = 0; i < x.Length; i++)
            y.Span[i] = x.Span[i] * factor.Span[i % factor.Length];
    }

    public override void AveragePool(PoolGeometry shape, ReadOnlyMemory<float> x, Memory<float> y) => PoolReference.AverageForward<float>(x.Span, shape, y.Span);

    public override void AveragePoolGradient(PoolGeometry shape, ReadOnlyMemory<float> dy, Memory<float> dx) => PoolReference.AverageBackward<float>(dy.Span, shape, dx.Span);

    public override void MaxPool(PoolGeometry shape, ReadOnlyMemory<float> x, Memory<float> y) => PoolReference.MaxForward<float>(x.Span, shape, y.Span);

    public override void MaxPoolGradient(PoolGeometry shape, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dx)
        => PoolReference.MaxBackward<float>(dy.Span, x.Span, shape, dx.Span);

    public override void Quantise(int levels, float threshold, ReadOnlyMemory<float> x, Memory<float> y)
    {
        for (int i = 0; i < x.Length; i++)
            y.Span[i] = QcfsReference.Forward(x.Span[i], threshold, levels);
    }

    public override double QuantiseGradient(int levels, float threshold, QcfsGradient rule, ReadOnlyMemory<float> x, ReadOnlyMemory<float> dy, Memory<float> dx)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            var (byInput, byThreshold) = QcfsReference.Derivatives(x.Span[i], threshold, levels, rule);
            dx.Span[i] = dy.Span[i] * byInput;
            sum += (double)dy.Span[i] * byThreshold;
        }

        return sum;
    }

    public override void Neurons(
        NeuronChannels neurons, ReadOnlyMemory<float> x, ReadOnlyMemory<float> start, Memory<float> end, Memory<float> charged, Memory<float> y, int steps)
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
        NeuronChannels neurons, ReadOnlyMemory<float> start, ReadOnlyMemory<float> charged, ReadOnlyMemory<float> dy, Memory<float> dx, Memory<float> carry, int steps, bool constants)
    {
        var sums = new NeuronGradients[neurons.Count];
        float[] gradient = dy.ToArray(), potentials = charged.ToArray(); // dx may be the memory of either
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

    public override void Unary(UnaryFunction function, ReadOnlyMemory<float> x, Memory<float> y) => ElementwiseReference.Unary<float>(function, x.Span, y.Span);

    public override void UnaryGradient(UnaryFunction function, ReadOnlyMemory<float> x, ReadOnlyMemory<float> y, ReadOnlyMemory<float> dy, Memory<float> dx)
        => ElementwiseReference.UnaryGradient<float>(function, x.Span, dy.Span, dx.Span);

    public override void Binary(BinaryFunction function, ReadOnlyMemory<float> x, ReadOnlyMemory<float> y, Memory<float> result, Broadcast? broadcast = null)
    {
        if (broadcast is null)
            ElementwiseReference.Binary<float>(function, x.Span, y.Span, result.Span);
        else
            ElementwiseReference.Binary<float>(function, broadcast, x.Span, y.Span, result.Span);
    }

    public override double Dot(ReadOnlyMemory<float> x, ReadOnlyMemory<float> y) => ReduceReference.Dot<float>(x.Span, y.Span);

    public override void Reduce(Reduction reduction, AxisExtents extents, ReadOnlyMemory<float> x, int divisor, Memory<float> y)
        => ReduceReference.Along<float>(reduction, extents, x.Span, divisor, y.Span);

    public override void MaxGradient(AxisExtents extents, ReadOnlyMemory<float> x, ReadOnlyMemory<float> y, ReadOnlyMemory<float> dy, Memory<float> dx)
        => ReduceReference.MaxGradient<float>(extents, x.Span, dy.Span, dx.Span);

    public override void Softmax(bool logarithm, AxisExtents extents, ReadOnlyMemory<float> x, Memory<float> y)
    {
        if (logarithm)
            SoftmaxReference.LogForward<float>(x.Span, extents, 1, y.Span);
        else
            SoftmaxReference.Forward<float>(x.Span, extents, 1, y.Span);
    }

    public override void SoftmaxGradient(bool logarithm, AxisExtents extents, ReadOnlyMemory<float> y, ReadOnlyMemory<float> dy, Memory<float> dx)
    {
        if (logarithm)
            SoftmaxReference.LogBackward<float>(dy.Span, y.Span, extents, 1, dx.Span);
        else
            SoftmaxReference.Backward<float>(dy.Span, y.Span, extents, 1, dx.Span);
    }

    public override void MatrixProduct(MatrixShape shape, ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, Memory<float> c)
        => MatrixReference.Product<float>(shape, a.Span, b.Span, c.Span);

    public override void CopyAlong(AxisExtents from, ReadOnlyMemory<float> x, int xStart, AxisExtents to, Memory<float> y, int yStart, int length)
    {
        for (int i = 0; i < from.Outer * length * from.Inner; i++)
        {
            int outer = i / from.Inner / length, index = i / from.Inner % length, inner = i % from.Inner;
            y.Span[(outer * to.Length + yStart + index) * to.Inner + inner] = x.Span[(outer * from.Length + xStart + index) * from.Inner + inner];
        }
    }

    public override void Permute(Permutation permutation, ReadOnlyMemory<float> x, Memory<float> y) => permutation.Copy(x.Span, y.Span, 0, permutation.Rows);

    public override void LayerNorm(ReadOnlyMemory<float> x, ReadOnlyMemory<float> gamma, ReadOnlyMemory<float> beta, double epsilon, Memory<float> y)
        => LayerNormReference.Forward<float>(x.Span, gamma.Span, beta.Span, (float)epsilon, y.Span);

    public override void LayerNormGradient(
        ReadOnlyMemory<float> dy, ReadOnlyMemory<float> x, ReadOnlyMemory<float> gamma, double epsilon, Memory<float> dx, Memory<float> products)
        => LayerNormReference.Backward<float>(dy.Span, x.Span, gamma.Span, (float)epsilon, dx.Span, products.Span);

    public override void TemporalConvolution(TemporalShape shape, int taps, ReadOnlyMemory<float> x, ReadOnlyMemory<float> w, Memory<float> y)
        => TemporalReference.Convolution<float>(shape, taps, x.Span, w.Span, y.Span);

    public override void TemporalConvolutionInputGradient(TemporalShape shape, int taps, ReadOnlyMemory<float> dy, ReadOnlyMemory<float> w, Memory<float> dx)
        => TemporalReference.ConvolutionInputGradient<float>(shape, taps, dy.Span, w.Span, dx.Span);

    public override void Filter(
        TemporalShape shape, bool backwards, ReadOnlyMemory<float> x, ReadOnlyMemory<float> a, ReadOnlyMemory<float> b, ReadOnlyMemory<float> start, Memory<float> y)
        => TemporalReference.Filter<float>(shape, backwards, x.Span, Repeated(a, shape.Period), Repeated(b, shape.Period), start.Span, y.Span);

    private static ReadOnlySpan<float> Repeated(ReadOnlyMemory<float> coefficients, int channels)
        => coefficients.Length == channels ? coefficients.Span : Enumerable.Repeat(coefficients.Span[0], channels).ToArray();
}
