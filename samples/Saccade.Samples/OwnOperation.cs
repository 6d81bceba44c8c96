using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Memory;
using Saccade.Tensors.Ops;
using Xunit;

namespace Saccade.Samples;

/// <summary>A differentiable operation that the library does not know, next to those that it does.</summary>
public sealed class OwnOperation
{
    [Fact]
    public void GradientAgreesWithFiniteDifferences()
    {
        using var engine = new Engine();
        float[] values = [-1.5f, 0, 0.3f, 2];

        using var tape = new Tape(engine, recording: true);
        var x = tape.Variable(new Shape("NF", 2, 2), values);
        using var gradients = tape.Backward(Loss(x));

        for (int i = 0; i < values.Length; i++)
        {
            float slope = (LossAt(engine, values, i, 0.01f) - LossAt(engine, values, i, -0.01f)) / 0.02f;
            Assert.Equal(slope, gradients.Of(x)[i], 0.05f);
        }
    }

    // The sum over features, squared, then the mean over samples.
    private static Tensor Loss(Tensor x)
    {
        var sums = ReduceOp.Sum(CubeOp.Apply(x), "F");
        return ReduceOp.Mean(BinaryOp.Multiply(sums, sums), "N");
    }

    private static float LossAt(Engine engine, float[] values, int index, float distance)
    {
        float[] moved = [.. values];
        moved[index] += distance;
        using var tape = new Tape(engine, recording: false);
        return Loss(tape.Constant(new Shape("NF", 2, 2), moved)).Values[0];
    }

    private sealed class CubeOp : Operation
    {
        private readonly Tensor _x;

        private CubeOp(Tensor x, Tensor output)
            : base(output) => _x = x;

        public static Tensor Apply(Tensor x)
        {
            var y = x.Tape.Result(x.Shape, x.RequiresGradient, values =>
            {
                var from = x.Values;
                for (int i = 0; i < from.Length; i++)
                    values.Span[i] = from[i] * from[i] * from[i];
            });
            return x.Tape.Record(new CubeOp(x, y));
        }

        protected override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
            => back.Deliver(_x, dx =>
            {
                ReadOnlySpan<float> x = _x.Values, dy = outputGradient.Values;
                for (int i = 0; i < x.Length; i++)
                    dx.Span[i] = 3 * x[i] * x[i] * dy[i];
            });
    }
}
