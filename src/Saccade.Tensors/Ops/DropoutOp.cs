using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Random;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// Sets features to 0 with a probability and scales the others by 1 / (1 - p). One mask is drawn for a sample and used at
/// every step (as SpikingJelly's <c>layer.Dropout</c> does). The gradient passes through the same mask.
/// </summary>
public sealed class DropoutOp : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _mask;

    private DropoutOp(Tensor x, Tensor mask, Tensor output)
        : base(output) => (_x, _mask) = (x, mask);

    /// <summary>Drops features.</summary>
    /// <param name="x">[T, N, ...].</param>
    /// <param name="probability">p, 0 to below 1.</param>
    /// <param name="random">Where the mask is drawn from.</param>
    /// <exception cref="ArgumentException">The input has no axis of time, or the probability is out of range.</exception>
    public static Tensor Apply(Tensor x, double probability, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(x);
        ShapeErrors.RequireTime(x.Shape, "dropout");
        if (!(probability is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "dropout: the probability must be from 0 to below 1");

        float kept = (float)(1 / (1 - probability));
        int step = x.Shape.CountPerStep;
        if (x.Tape.Part is { } part)
            random.Skip(2L * part.First * (step / part.Count)); // what the samples of other processes draw
        var mask = x.Tape.Constant(x.Shape, memory =>
        {
            var values = memory.Span;
            for (int i = 0; i < step; i++)
                values[i] = random.NextDouble() < probability ? 0 : kept;
            for (int t = 1; t < x.Shape[0]; t++)
                values[..step].CopyTo(values[(t * step)..]);
        });
        var y = x.Tape.Make(x.Shape, x.RequiresGradient);
        y.IsFired = x.IsFired;
        x.Tape.Kernels.Binary(BinaryFunction.Multiply, x.Storage, mask.Storage, y.Storage);
        return x.Tape.Record(new DropoutOp(x, mask, y));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var dx = back.Fresh(_x);
        back.Kernels.Binary(BinaryFunction.Multiply, outputGradient, _mask.Storage, dx.Storage);
        back.Deliver(_x, dx);
    }
}
