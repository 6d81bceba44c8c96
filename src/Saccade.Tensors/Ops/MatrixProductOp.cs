using Saccade.Kernels.Matrix;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// C = op(A) op(B) for the two innermost axes, op being nothing or the transpose, and for every element of the axes outside.
/// Gradients: of op(A) dC op(B)^T, of op(B) op(A)^T dC.
/// </summary>
/// <remarks>One accumulator for each element, terms in the order of the depth: exact where the factors of one side are 0 and 1 and the sums fit.</remarks>
public sealed class MatrixProductOp : Operation
{
    private readonly MatrixShape _matrix;
    private readonly Tensor _left;
    private readonly Tensor _right;

    private MatrixProductOp(MatrixShape matrix, Tensor left, Tensor right, Tensor output)
        : base(output) => (_matrix, _left, _right) = (matrix, left, right);

    /// <summary>Multiplies.</summary>
    /// <param name="left">A [..., rows, depth], or [..., depth, rows] if it is transposed.</param>
    /// <param name="right">B [..., depth, columns], or [..., columns, depth] if it is transposed; the axes outside are those of A.</param>
    /// <param name="transposeLeft">Whether A is transposed first.</param>
    /// <param name="transposeRight">Whether B is transposed first.</param>
    /// <returns>[..., rows, columns], its axes named as those of the factors.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the tapes differ.</exception>
    public static Tensor Apply(Tensor left, Tensor right, bool transposeLeft = false, bool transposeRight = false)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ShapeErrors.RequireOneTape("matrix product", left, right);
        Shape a = left.Shape, b = right.Shape;
        int outside = a.Rank - 2, row = outside + (transposeLeft ? 1 : 0), column = outside + (transposeRight ? 0 : 1), inner = 2 * outside + 1;
        bool fits = outside >= 0 && b.Rank == a.Rank && a.Axes[..outside] == b.Axes[..outside] && a.Extents[..outside].SequenceEqual(b.Extents[..outside])
            && a[inner - row] == b[inner - column];
        if (!fits)
            throw new ArgumentException($"matrix product: factors have shapes {a}{(transposeLeft ? " (transposed)" : "")} and {b}{(transposeRight ? " (transposed)" : "")}, expected the same axes outside and [rows, depth] times [depth, columns]");

        var matrix = new MatrixShape(NamedAxes.Product(a.Extents[..outside]), a[row], a[inner - row], b[column], transposeLeft, transposeRight);
        var c = left.Tape.Make(new Shape(a.Axes[..outside] + a.Axes[row] + b.Axes[column], [.. a.Extents[..outside], a[row], b[column]]), left.RequiresGradient || right.RequiresGradient);
        left.Tape.Kernels.MatrixProduct(matrix, left.Storage, right.Storage, c.Storage);
        return left.Tape.Record(new MatrixProductOp(matrix, left, right, c));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var m = _matrix;
        if (_left.RequiresGradient)
        {
            var da = back.Fresh(_left);
            if (m.TransposeLeft) // dA = op(B) dC^T
                back.Kernels.MatrixProduct(new(m.Batch, m.Depth, m.Columns, m.Rows, m.TransposeRight, true), _right.Storage, outputGradient, da.Storage);
            else // dA = dC op(B)^T
                back.Kernels.MatrixProduct(new(m.Batch, m.Rows, m.Columns, m.Depth, false, !m.TransposeRight), outputGradient, _right.Storage, da.Storage);
            back.Deliver(_left, da);
        }

        if (_right.RequiresGradient)
        {
            var db = back.Fresh(_right);
            if (m.TransposeRight) // dB = dC^T op(A)
                back.Kernels.MatrixProduct(new(m.Batch, m.Columns, m.Rows, m.Depth, true, m.TransposeLeft), outputGradient, _left.Storage, db.Storage);
            else // dB = op(A)^T dC
                back.Kernels.MatrixProduct(new(m.Batch, m.Depth, m.Rows, m.Columns, !m.TransposeLeft, false), _left.Storage, outputGradient, db.Storage);
            back.Deliver(_right, db);
        }
    }
}
