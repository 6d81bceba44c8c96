using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>Tensors one after the other along an axis. Gradients: the parts of the result's.</summary>
public sealed class ConcatenateOp : Operation
{
    private readonly int _axis;
    private readonly Tensor[] _parts;

    private ConcatenateOp(int axis, Tensor[] parts, Tensor output)
        : base(output) => (_axis, _parts) = (axis, parts);

    /// <summary>Joins tensors.</summary>
    /// <param name="axis">The letter of the axis, along which their extents add up.</param>
    /// <param name="parts">At least one tensor; the other extents and all names are the same.</param>
    /// <exception cref="ArgumentException">There is nothing to join, no such axis or two of that name, shapes do not fit, or the tapes differ.</exception>
    public static Tensor Apply(char axis, params ReadOnlySpan<Tensor> parts)
    {
        if (parts.IsEmpty)
            throw new ArgumentException("concatenate: no tensors, expected at least one");
        var first = parts[0].Shape;
        int index = NamedAxes.Find(first, axis, "concatenate"), length = 0;
        foreach (var part in parts)
        {
            if (part.Shape.Axes != first.Axes || !part.Shape.With(index, first[index]).Equals(first))
                throw new ArgumentException($"concatenate: operands have shapes {first} and {part.Shape}, expected equal ones but for {axis}");
            length = checked(length + part.Shape[index]);
        }

        var tape = parts[0].Tape;
        ShapeErrors.RequireOneTape("concatenate", parts[0], [.. parts]);
        Tensor[] all = [.. parts];
        var y = tape.Make(first.With(index, length), Array.Exists(all, p => p.RequiresGradient));
        int start = 0;
        foreach (var part in all)
        {
            tape.Kernels.CopyAlong(NamedAxes.Along(part.Shape, index), part.Storage, 0, NamedAxes.Along(y.Shape, index), y.Storage, start, part.Shape[index]);
            start += part.Shape[index];
        }

        return tape.Record(new ConcatenateOp(index, all, y));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var whole = NamedAxes.Along(Output.Shape, _axis);
        int start = 0;
        foreach (var part in _parts)
        {
            int length = part.Shape[_axis];
            if (part.RequiresGradient)
            {
                var gradient = back.Fresh(part);
                back.Kernels.CopyAlong(whole, outputGradient, start, NamedAxes.Along(part.Shape, _axis), gradient.Storage, 0, length);
                back.Deliver(part, gradient);
            }

            start += length;
        }
    }
}
