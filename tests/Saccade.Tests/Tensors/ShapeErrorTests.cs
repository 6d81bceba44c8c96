using Saccade.Kernels.Convolution;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Pooling;
using Saccade.Kernels.Random;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>Shapes that ops refuse, and that the message says what was got and what was expected, with axis names.</summary>
public sealed class ShapeErrorTests : IDisposable
{
    private readonly Engine _engine = new(1);
    private readonly Tape _tape;

    public ShapeErrorTests() => _tape = new Tape(_engine, recording: true);

    public void Dispose()
    {
        _tape.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Convolution()
    {
        var plan = new ConvolutionPlan(new(8, 6, 3, 4, 3, 3, 1, 1));
        Tensor x = Zeros("TNHWC", 2, 1, 8, 6, 3), w = Zeros("KLIO", 3, 3, 3, 4);

        Refused("convolution: input has shape [T 2, N 1, H 8, W 5, C 3], expected [T any, N any, H 8, W 6, C 3]", () => ConvolutionOp.Apply(plan, Zeros("TNHWC", 2, 1, 8, 5, 3), w, null));
        Refused("convolution: input has shape [N 1, H 8, W 6, C 3], expected [T any", () => ConvolutionOp.Apply(plan, Zeros("NHWC", 1, 8, 6, 3), w, null));
        Refused("convolution: weight has shape [F 7], expected [KH 3, KW 3, I 3, O 4]", () => ConvolutionOp.Apply(plan, x, Zeros("F", 7), null));
        Refused("convolution: bias has shape [F 7], expected [O 4]", () => ConvolutionOp.Apply(plan, x, w, Zeros("F", 7)));
    }

    [Fact]
    public void Linear()
    {
        var w = Zeros("FK", 5, 3);

        Refused("linear: input has shape [T 2, N 1, F 4], expected [T any, N any, F 5]", () => LinearOp.Apply(Zeros("TNF", 2, 1, 4), w, null));
        Refused("linear: weight has shape [F 5], expected two axes", () => LinearOp.Apply(Zeros("TNF", 2, 1, 5), Zeros("F", 5), null));
        Refused("linear: bias has shape [F 5], expected [O 3]", () => LinearOp.Apply(Zeros("TNF", 2, 1, 5), w, Zeros("F", 5)));
    }

    [Fact]
    public void BatchNorm()
    {
        Tensor x = Zeros("TNF", 2, 3, 4), four = Zeros("C", 4), five = Zeros("C", 5);

        Refused("batch norm: scale has shape [C 5], expected [C 4] for input [T 2, N 3, F 4]", () => BatchNormOp.Train(x, five, four, 1e-5, [], [], 0.1));
        Refused("batch norm: shift has shape [C 5], expected [C 4] for input [T 2, N 3, F 4]", () => BatchNormOp.Evaluate(x, four, five, 1e-5, new float[4], new float[4]));
        Refused("batch norm: 3 means and 4 variances, expected 4 of each for input [T 2, N 3, F 4]", () => BatchNormOp.Evaluate(x, four, four, 1e-5, new float[3], new float[4]));
        Refused("batch norm: 4 means and 5 variances, expected 4 of each for input [T 2, N 3, F 4]", () => BatchNormOp.Train(x, four, four, 1e-5, new float[4], new float[5], 0.1));
        Refused("batch norm: input has shape [T 2, N 0, F 4], expected at least one row", () => BatchNormOp.Train(Zeros("TNF", 2, 0, 4), four, four, 1e-5, [], [], 0.1));
    }

    [Fact]
    public void Pool()
        => Refused(
            "pooling: input has shape [T 1, N 1, H 4, W 4, C 3], expected [T any, N any, H 4, W 4, C 2]",
            () => PoolOp.Average(PoolGeometry.Square((4, 4), 2, 2, 2), Zeros("TNHWC", 1, 1, 4, 4, 3)));

    [Fact]
    public void TwoOperands()
    {
        Tensor x = Zeros("TNF", 2, 3, 4), y = Zeros("TNF", 2, 3, 5);

        Refused("add: operands have shapes [T 2, N 3, F 4] and [T 2, N 3, F 5], expected equal shapes", () => BinaryOp.Add(x, y));
        Refused("multiply: operands have shapes [T 2, N 3, F 4] and [T 2, N 3, F 5], expected equal shapes", () => BinaryOp.Multiply(x, y));
        Refused("dot: operands have shapes [T 2, N 3, F 4] and [T 2, N 3, F 5], expected equal shapes", () => DotOp.Apply(x, y));
    }

    [Fact]
    public void Reshape()
    {
        Refused("reshape: input has shape [T 2, N 3, F 4], expected as many elements as [T 2, N 5]", () => ReshapeOp.Apply(Zeros("TNF", 2, 3, 4), new Shape("TN", 2, 5)));
        Refused("flatten: input has shape [T 2, N 3, F 4], expected axes TNHWC", () => ReshapeOp.Flatten(Zeros("TNF", 2, 3, 4)));
    }

    [Fact]
    public void Scalars()
    {
        Refused("quantised activation: threshold has shape [F 2], expected one element", () => QuantiseOp.Apply(4, Zeros("F", 3), Zeros("F", 2)));
        Refused("neurons: threshold has shape [F 2], expected one element", () => NeuronOp.Apply(new NeuronParameters(), Zeros("TNF", 1, 1, 1), new NeuronConstants { Threshold = Zeros("F", 2) }));
        Refused("neurons: membrane has shape [F 2], expected one element", () => NeuronOp.Apply(new NeuronParameters(), Zeros("TNF", 1, 1, 1), new NeuronConstants { Membrane = Zeros("F", 2) }));
        Refused("neurons: input has shape [T 1, N 1, F 3], expected 2 channels innermost", () => NeuronOp.Apply(NeuronChannels.Of([new(), new()]), Zeros("TNF", 1, 1, 3)));
    }

    [Fact]
    public void Steps()
    {
        Refused("neurons: start has shape [T 1, N 3, F 5], expected [T 1, N 3, F 4]", () => NeuronOp.ApplyFrom(new NeuronParameters(), Zeros("TNF", 2, 3, 4), Zeros("TNF", 1, 3, 5)).Spikes);
        Refused("neurons: input has shape [], expected axes of time and others", () => NeuronOp.Apply(new NeuronParameters(), Zeros("")));
        Refused("dropout: input has shape [], expected axes of time and others", () => DropoutOp.Apply(Zeros(""), 0.5, new CounterRandom(1, RandomPurpose.Test)));
    }

    [Fact]
    public void Axes()
    {
        Tensor empty = Zeros("TF", 0, 4), square = Zeros("NTT", 2, 3, 3);

        Refused("mean: input has shape [T 0, F 4], expected at least one element along T", () => ReduceOp.Mean(empty, "T"));
        Refused("maximum: input has shape [T 0, F 4], expected at least one element along T", () => ReduceOp.Max(empty, "FT"));
        Refused("argmax: input has shape [T 0, F 4], expected at least one element along T", () => ReduceOp.ArgMax(empty, 'T'));
        Refused("sum: input has shape [T 0, F 4], expected one axis N", () => ReduceOp.Sum(empty, "N"));
        Refused("sum: input has shape [N 2, T 3, T 3], expected one axis T", () => ReduceOp.Sum(square, "T"));
        Refused("softmax: input has shape [N 2, T 3, T 3], expected one axis T", () => SoftmaxOp.Apply(square, 'T'));
        Refused("softmax: input has shape [], expected an axis", () => SoftmaxOp.Log(Zeros("")));
    }

    [Fact]
    public void OperandsThatDoNotBroadcast()
    {
        Refused("divide: operands have shapes [T 2, N 3] and [N 2]", () => BinaryOp.Divide(Zeros("TN", 2, 3), Zeros("N", 2)));
        Refused("subtract: operands have shapes [T 2, N 3] and [F 3]", () => BinaryOp.Subtract(Zeros("TN", 2, 3), Zeros("F", 3)));
        Refused("add: operands have shapes [T 2, N 3] and [N 3, T 2]", () => BinaryOp.Add(Zeros("TN", 2, 3), Zeros("NT", 3, 2)));
    }

    [Fact]
    public void MatrixProduct()
    {
        Tensor a = Zeros("NMF", 2, 3, 4), b = Zeros("NFK", 2, 4, 5);

        Refused("matrix product: factors have shapes [N 2, M 3, F 4] (transposed) and [N 2, F 4, K 5], expected the same axes outside", () => MatrixProductOp.Apply(a, b, transposeLeft: true));
        Refused("matrix product: factors have shapes [N 2, M 3, F 4] and [N 2, F 4, K 5] (transposed)", () => MatrixProductOp.Apply(a, b, transposeRight: true));
        Refused("matrix product: factors have shapes [N 2, M 3, F 4] and [F 4, K 5]", () => MatrixProductOp.Apply(a, Zeros("FK", 4, 5)));
        Refused("matrix product: factors have shapes [F 4] and [F 4]", () => MatrixProductOp.Apply(Zeros("F", 4), Zeros("F", 4)));
    }

    [Fact]
    public void Arrangements()
    {
        var x = Zeros("TNF", 2, 3, 4);

        Refused("slice: 3 elements from 1 on along N of shape [T 2, N 3, F 4], expected a part of 3", () => SliceOp.Apply(x, 'N', 1, 3));
        Refused("slice: input has shape [T 2, N 3, F 4], expected one axis K", () => SliceOp.Apply(x, 'K', 0, 1));
        Refused("concatenate: operands have shapes [T 2, N 3, F 4] and [T 2, N 2, F 4], expected equal ones but for T", () => ConcatenateOp.Apply('T', x, Zeros("TNF", 2, 2, 4)));
        Refused("concatenate: operands have shapes [T 2, N 3, F 4] and [T 2, N 3, K 4]", () => ConcatenateOp.Apply('T', x, Zeros("TNK", 2, 3, 4)));
        Refused("concatenate: no tensors, expected at least one", () => ConcatenateOp.Apply('T'));
        Refused("permute: input has shape [T 2, N 3, F 4], expected its axes in the order NT", () => PermuteOp.Apply(x, "NT"));
        Refused("permute: input has shape [N 2, T 3, T 3], expected its axes in the order TNT", () => PermuteOp.Apply(Zeros("NTT", 2, 3, 3), "TNT"));
    }

    [Fact]
    public void LayerNorm()
    {
        Tensor x = Zeros("TNF", 2, 3, 4), four = Zeros("C", 4), five = Zeros("C", 5);

        Refused("layer norm: scale has shape [C 5], expected [C 4] for input [T 2, N 3, F 4]", () => LayerNormOp.Apply(x, five, four));
        Refused("layer norm: shift has shape [C 5], expected [C 4] for input [T 2, N 3, F 4]", () => LayerNormOp.Apply(x, four, five));
        Refused("layer norm: input has shape [T 2, F 0], expected at least one feature", () => LayerNormOp.Apply(Zeros("TF", 2, 0), Zeros("C", 0), Zeros("C", 0)));
    }

    [Fact]
    public void AlongTime()
    {
        Tensor x = Zeros("TNF", 2, 3, 4), w = Zeros("KC", 3, 4), one = Zeros("F", 1), five = Zeros("C", 5);

        Refused("temporal convolution: input has shape [N 3, F 4], expected time T outermost", () => TemporalConvolutionOp.Apply(Zeros("NF", 3, 4), w).Output);
        Refused("temporal convolution: weight has shape [C 5], expected [K at least 1, C 4] for input [T 2, N 3, F 4]", () => TemporalConvolutionOp.Apply(x, five).Output);
        Refused("temporal convolution: start has shape [T 1, N 3, F 4], expected [T 2, N 3, F 4]", () => TemporalConvolutionOp.Apply(x, w, Zeros("TNF", 1, 3, 4)).Output);
        Refused("filter: input has shape [T 0, F 4], expected at least one step T outermost", () => FirstOrderFilterOp.Apply(Zeros("TF", 0, 4), one, one).Output);
        Refused("filter: gain has shape [C 5], expected one element or [C 4] for input [T 2, N 3, F 4]", () => FirstOrderFilterOp.Apply(x, one, five).Output);
        Refused("filter: start has shape [T 2, N 3, F 4], expected [T 1, N 3, F 4]", () => FirstOrderFilterOp.Apply(x, one, one, x).Output);
    }

    [Fact]
    public void OperandsOfTwoTapes()
    {
        using var other = new Tape(_engine, recording: true);
        var x = other.Constant(new Shape("F", 1), [1]);

        Refused("add: the operands were made on two tapes", () => BinaryOp.Add(Zeros("F", 1), x));
    }

    [Fact]
    public void RefusedOps_LeaveNoMemoryBehind()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DropoutOp.Apply(Zeros("TN", 1, 1), 1, new CounterRandom(1, RandomPurpose.Test)));

        _tape.Dispose();
        Assert.Equal(0, _engine.Pool.LentBytes);
    }

    private Tensor Zeros(string axes, params ReadOnlySpan<int> extents)
    {
        var shape = new Shape(axes, extents);
        return _tape.Constant(shape, new float[shape.Count]);
    }

    private static void Refused(string message, Func<Tensor> apply)
        => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(apply).Message, StringComparison.Ordinal);
}
