using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Temporal;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Ops;

/// <summary>
/// Causal convolution along time, each channel by itself: y[t] = sum over k of w[k] x[t - k]. Gradients: dx[t] = sum over k of
/// w[k] dy[t + k], dw[k] = sum over steps, samples and places of dy[t] x[t - k].
/// </summary>
/// <remarks>The inputs before the first step are a tensor, and so are those that the next steps will need: gradients pass through both.</remarks>
public sealed class TemporalConvolutionOp : Operation
{
    private readonly TemporalShape _shape;
    private readonly Tensor _inputs;
    private readonly Tensor _weight;

    private TemporalConvolutionOp(TemporalShape shape, Tensor inputs, Tensor weight, Tensor output)
        : base(output) => (_shape, _inputs, _weight) = (shape, inputs, weight);

    /// <summary>Convolves.</summary>
    /// <param name="x">[T, ..., C].</param>
    /// <param name="weight">[K, C], the weight of the present input first; K at least 1.</param>
    /// <param name="start">The K - 1 inputs before the first step, [T K-1, ..., C], the oldest first; null for zeros.</param>
    /// <returns>The output, of the shape of x, and the last K - 1 inputs: the start of the steps that follow.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or the operands are of several tapes.</exception>
    public static (Tensor Output, Tensor End) Apply(Tensor x, Tensor weight, Tensor? start = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        if (x.Shape.Rank < 2 || x.Shape.Axes[0] != 'T')
            throw new ArgumentException($"temporal convolution: input has shape {x.Shape}, expected time T outermost and channels innermost");
        int channels = x.Shape[^1], taps = weight.Shape.Rank == 2 ? weight.Shape[0] : 0;
        if (taps < 1 || weight.Shape[1] != channels)
            throw new ArgumentException($"temporal convolution: weight has shape {weight.Shape}, expected [K at least 1, C {channels}] for input {x.Shape}");
        var before = x.Shape.With(0, taps - 1);
        if (start is not null && !start.Shape.Equals(before))
            throw new ArgumentException($"temporal convolution: start has shape {start.Shape}, expected {before}");
        ShapeErrors.RequireOneTape("temporal convolution", x, weight, start);

        start ??= Zeros(x.Tape, before);
        var inputs = ConcatenateOp.Apply('T', start, x);
        var shape = new TemporalShape(x.Shape[0], x.Shape.CountPerStep, channels);
        var y = x.Tape.Make(x.Shape, inputs.RequiresGradient || weight.RequiresGradient);
        x.Tape.Kernels.TemporalConvolution(shape, taps, inputs.Storage, weight.Storage, y.Storage);
        var output = x.Tape.Record(new TemporalConvolutionOp(shape, inputs, weight, y));
        return (output, SliceOp.Apply(inputs, 'T', x.Shape[0], taps - 1));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        if (_weight.RequiresGradient)
            DeliverWeightGradient(back, outputGradient);
        if (_inputs.RequiresGradient)
        {
            var dx = back.Fresh(_inputs);
            back.Kernels.TemporalConvolutionInputGradient(_shape, _weight.Shape[0], outputGradient, _weight.Storage, dx.Storage);
            back.Deliver(_inputs, dx);
        }
    }

    private static Tensor Zeros(Tape tape, Shape shape)
    {
        var zeros = tape.Make(shape, requiresGradient: false);
        tape.Kernels.Fill(0, zeros.Storage);
        return zeros;
    }

    private void DeliverWeightGradient(BackwardPass back, ReadOnlyStorage dy)
    {
        int taps = _weight.Shape[0], channels = _shape.Period;
        Buffer dw = back.Fresh(_weight), products = back.Rent(dy.Length);
        for (int k = 0; k < taps; k++)
        {
            back.Kernels.Binary(BinaryFunction.Multiply, dy, _inputs.Storage.Slice((taps - 1 - k) * _shape.Elements, dy.Length), products.Storage);
            back.Kernels.ColumnSums(Output.ShardsOf(..^1), products.Storage, dw.Storage.Slice(k * channels, channels));
        }

        back.Return(products);
        back.Deliver(_weight, dw);
    }
}
