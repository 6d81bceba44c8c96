using Saccade.Kernels.Elementwise;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// z = x + y, x - y, x y or x / y for every pair of elements. Gradients: dz and dz; dz and -dz; y dz and x dz; dz / y and
/// -z dz / y; each summed over the axes on which the operand is repeated.
/// </summary>
/// <remarks>
/// Shapes are equal, or broadcast by name: the operand of fewer axes may lack any of the other's, in the same order, and an
/// extent of 1 goes with any. So [T 5, N 1, F 8] and [N 3, F 1] give [T 5, N 3, F 8].
/// </remarks>
public sealed class BinaryOp : Operation
{
    private readonly BinaryFunction _function;
    private readonly Tensor _x;
    private readonly Tensor _y;

    private BinaryOp(BinaryFunction function, Tensor x, Tensor y, Tensor output)
        : base(output) => (_function, _x, _y) = (function, x, y);

    /// <summary>Applies a function; the operands may be the same tensor.</summary>
    /// <exception cref="ArgumentException">The shapes do not go together, or the tapes differ.</exception>
    public static Tensor Apply(BinaryFunction function, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        string name = Name(function);
        var shape = x.Shape.Equals(y.Shape) ? x.Shape : NamedAxes.Combine(x.Shape, y.Shape, name);
        ShapeErrors.RequireOneTape(name, x, y);
        var z = x.Tape.Make(shape, x.RequiresGradient || y.RequiresGradient);
        z.IsFired = function is BinaryFunction.Multiply ? x.IsFired || y.IsFired : function is BinaryFunction.Add && x.IsFired && y.IsFired;
        x.Tape.Kernels.Binary(function, x.Storage, y.Storage, z.Storage, NamedAxes.Plan(shape, x.Shape, y.Shape));
        return x.Tape.Record(new BinaryOp(function, x, y, z));
    }

    /// <summary>z = x + y.</summary>
    /// <inheritdoc cref="Apply"/>
    public static Tensor Add(Tensor x, Tensor y) => Apply(BinaryFunction.Add, x, y);

    /// <summary>z = x - y.</summary>
    /// <inheritdoc cref="Apply"/>
    public static Tensor Subtract(Tensor x, Tensor y) => Apply(BinaryFunction.Subtract, x, y);

    /// <summary>z = x y.</summary>
    /// <inheritdoc cref="Apply"/>
    public static Tensor Multiply(Tensor x, Tensor y) => Apply(BinaryFunction.Multiply, x, y);

    /// <summary>z = x / y.</summary>
    /// <inheritdoc cref="Apply"/>
    public static Tensor Divide(Tensor x, Tensor y) => Apply(BinaryFunction.Divide, x, y);

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        if (_x.RequiresGradient)
            Deliver(back, _x, outputGradient, FillX);
        if (_y.RequiresGradient)
            Deliver(back, _y, outputGradient, FillY);
    }

    private static string Name(BinaryFunction function) => function switch
    {
        BinaryFunction.Add => "add",
        BinaryFunction.Subtract => "subtract",
        BinaryFunction.Multiply => "multiply",
        BinaryFunction.Divide => "divide",
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "there is no such function"),
    };

    private void FillX(BackwardPass back, ReadOnlyStorage dz, Storage dx)
    {
        if (_function is BinaryFunction.Add or BinaryFunction.Subtract)
            back.Kernels.Copy(dz, dx);
        else
            back.Kernels.Binary(_function, dz, _y.Storage, dx, NamedAxes.Plan(Output.Shape, Output.Shape, _y.Shape));
    }

    private void FillY(BackwardPass back, ReadOnlyStorage dz, Storage dy)
    {
        switch (_function)
        {
            case BinaryFunction.Add:
                back.Kernels.Copy(dz, dy);
                break;
            case BinaryFunction.Subtract:
                back.Kernels.Unary(new UnaryFunction.Scale(-1), dz, dy);
                break;
            case BinaryFunction.Multiply:
                back.Kernels.Binary(BinaryFunction.Multiply, dz, _x.Storage, dy, NamedAxes.Plan(Output.Shape, Output.Shape, _x.Shape));
                break;
            default:
                back.Kernels.Binary(BinaryFunction.Divide, dz, _y.Storage, dy, NamedAxes.Plan(Output.Shape, Output.Shape, _y.Shape));
                back.Kernels.Binary(BinaryFunction.Multiply, dy, Output.Storage, dy);
                back.Kernels.Unary(new UnaryFunction.Scale(-1), dy, dy);
                break;
        }
    }

    /// <summary>Whether the operand is the same for all samples.</summary>
    private bool RepeatsSamples(Tensor operand)
    {
        int mine = operand.Shape.Axes.IndexOf(NamedAxes.SampleAxis, StringComparison.Ordinal), all = Output.Shape.Axes.IndexOf(NamedAxes.SampleAxis, StringComparison.Ordinal);
        return all >= 0 && (mine < 0 || operand.Shape[mine] != Output.Shape[all]);
    }

    /// <summary>Fills a gradient of the result's shape and sums it over the axes on which the operand is repeated.</summary>
    private void Deliver(BackwardPass back, Tensor to, ReadOnlyStorage dz, Action<BackwardPass, ReadOnlyStorage, Storage> fill)
    {
        var gradient = back.Rent(Output.Shape.Count);
        fill(back, dz, gradient.Storage);
        foreach (var (step, shards) in NamedAxes.Reductions(Output.Shape, NamedAxes.Aligned(to.Shape, Output.Shape), RepeatsSamples(to), back.Part))
        {
            var sums = back.Rent(step.Others);
            back.Kernels.Reduce(Saccade.Kernels.Reduce.Reduction.Sum, step, shards, gradient.Storage, 1, sums.Storage);
            back.Return(gradient);
            gradient = sums;
        }

        back.Deliver(to, gradient);
    }
}
