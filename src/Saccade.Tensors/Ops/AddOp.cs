using Saccade.Tensors.Autograd;

namespace Saccade.Tensors.Ops;

/// <summary>z = x + f y with a constant factor f. Gradients: dx = dz, dy = f dz.</summary>
public sealed class AddOp : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly float _factor;

    private AddOp(Tensor x, Tensor y, float factor, Tensor output)
        : base(output) => (_x, _y, _factor) = (x, y, factor);

    /// <summary>Adds tensors of equal shape.</summary>
    /// <param name="x">First term.</param>
    /// <param name="y">Second term, same shape.</param>
    /// <param name="factor">What the second term is multiplied by; -1 subtracts.</param>
    /// <exception cref="ArgumentException">The shapes or the tapes differ.</exception>
    public static Tensor Apply(Tensor x, Tensor y, float factor = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ShapeErrors.RequireSame(x.Shape, y.Shape, "add");
        ShapeErrors.RequireOneTape("add", x, y);
        var tape = x.Tape;
        var z = tape.Make(x.Shape, x.RequiresGradient || y.RequiresGradient);
        if (factor == 1)
        {
            tape.Kernels.Add(x.Memory, y.Memory, z.Memory);
        }
        else
        {
            tape.Kernels.Scale(y.Memory, factor, z.Memory);
            tape.Kernels.Add(x.Memory, z.Memory, z.Memory);
        }

        return tape.Record(new AddOp(x, y, factor, z));
    }

    internal override void Backward(BackwardPass back, ReadOnlyMemory<float> outputGradient)
    {
        if (_x.RequiresGradient)
        {
            var dx = back.Fresh(_x);
            outputGradient.CopyTo(dx.Memory);
            back.Deliver(_x, dx);
        }

        if (_y.RequiresGradient)
        {
            var dy = back.Fresh(_y);
            back.Kernels.Scale(outputGradient, _factor, dy.Memory);
            back.Deliver(_y, dy);
        }
    }
}
