using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Memory;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>The public gradient check accepts right gradients and finds wrong ones.</summary>
public sealed class GradientCheckTests : IDisposable
{
    private readonly Engine _engine = new(1);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void RightGradients_AreWithinRounding()
    {
        var (x, y) = (Of("x", 4, 5), Of("y", 4, 5));
        float[] before = [.. x.Values];
        Tensor Function(Tape tape) => BinaryOp.Multiply(UnaryOp.Sigmoid(tape.Use(x)), BinaryOp.Multiply(tape.Use(y), tape.Use(y)));

        var forward = new GradientCheck(Function, x, y).Worst(_engine);
        var reference = new GradientCheck(Function, x, y)
        {
            Reference = v => [.. v[0].Zip(v[1], (a, b) => b * b / (1 + Math.Exp(-a)))],
        }.Worst(_engine);

        Assert.True(forward.Relative < 1e-3, forward.ToString());
        Assert.True(reference.Relative < 1e-5, reference.ToString());
        Close.SameBits(before, x.Values);
        Assert.Equal(0, _engine.Pool.LentBytes);
    }

    [Fact]
    public void OneWrongElementAmongMany_IsFoundAndNamed()
    {
        var x = Of("x", 3, 7);

        var error = new GradientCheck(tape => Square.Apply(tape.Use(x), wrong: 12), x).Worst(_engine);

        Assert.Equal((x, 12), (error.Parameter, error.Element));
        Assert.Equal(error.Autograd, 2 * error.Differences, 1e-3);
        Assert.Contains("gradient of x [N 3, F 7] at element 12: got ", error.ToString(), StringComparison.Ordinal);
        Assert.True(new GradientCheck(tape => Square.Apply(tape.Use(x), wrong: null), x).Worst(_engine).Relative < 1e-3);
    }

    [Fact]
    public void LostGradient_IsFound()
    {
        var x = Of("x", 2, 3);

        var error = new GradientCheck(tape => tape.Constant(x.Shape, x.Values), x).Worst(_engine);

        Assert.Equal(0, error.Autograd);
        Assert.True(error.Relative > 0.5);
    }

    [Fact]
    public void NothingToCompare_IsRefused()
        => Assert.Throws<InvalidOperationException>(() => new GradientCheck(tape => tape.Constant(new Shape("F", 1), [1])).Worst(_engine));

    private static Parameter Of(string name, int samples, int features)
    {
        var parameter = new Parameter(name, ParameterKind.Weight, new Shape("NF", samples, features));
        RandomData.Normal(parameter.Values.Length, 3).CopyTo(parameter.Values, 0);
        return parameter;
    }

    /// <summary>x squared, at one element with twice the gradient.</summary>
    private sealed class Square : Operation
    {
        private readonly Tensor _x;
        private readonly int? _wrong;

        private Square(Tensor x, int? wrong, Tensor output)
            : base(output) => (_x, _wrong) = (x, wrong);

        public static Tensor Apply(Tensor x, int? wrong)
            => x.Tape.Record(new Square(x, wrong, x.Tape.Result(x.Shape, x.RequiresGradient, y =>
            {
                for (int i = 0; i < y.Length; i++)
                    y.Span[i] = x.Values[i] * x.Values[i];
            })));

        protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient) => back.Deliver(_x, dx =>
        {
            for (int i = 0; i < dx.Length; i++)
                dx.Span[i] = 2 * _x.Values[i] * outputGradient.Values[i] * (i == _wrong ? 2 : 1);
        });
    }
}
