using Saccade.Kernels.Matrix;
using Saccade.Kernels.Reduce;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Ops;

/// <summary>
/// C = op(A) op(B) for the two innermost axes, op being nothing or the transpose, and for every element of the axes outside.
/// Gradients: of op(A) dC op(B)^T, of op(B) op(A)^T dC.
/// </summary>
/// <remarks>
/// One accumulator for each element, terms in the order of the depth: exact where the factors of one side are 0 and 1 and the sums fit. Where the depth
/// holds samples, which it does in gradients mostly, one accumulator for each shard of them.
/// </remarks>
public sealed class MatrixProductOp : Operation
{
    private readonly MatrixShape _matrix;
    private readonly Tensor _left;
    private readonly Tensor _right;
    private readonly (Shards Rows, Shards Columns) _samples;

    private MatrixProductOp(MatrixShape matrix, Tensor left, Tensor right, (Shards Rows, Shards Columns) samples, Tensor output)
        : base(output) => (_matrix, _left, _right, _samples) = (matrix, left, right, samples);

    /// <summary>Multiplies.</summary>
    /// <param name="left">A [..., rows, depth], or [..., depth, rows] if it is transposed.</param>
    /// <param name="right">
    /// B [..., depth, columns], or [..., columns, depth] if it is transposed; the axes outside are those of A. Where A has two axes and B is not transposed, its columns may
    /// be several axes, which the result keeps.
    /// </param>
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
        int outside = a.Rank - 2, row = outside + (transposeLeft ? 1 : 0), depth = 2 * outside + 1 - row, rightDepth = outside + (transposeRight ? 1 : 0);
        var columns = transposeRight ? outside..(outside + 1) : (outside + 1)..b.Rank;
        bool fits = outside >= 0 && (b.Rank == a.Rank || (outside == 0 && b.Rank > 2 && !transposeRight))
            && a.Axes[..outside] == b.Axes[..outside] && a.Extents[..outside].SequenceEqual(b.Extents[..outside]) && a[depth] == b[rightDepth];
        if (!fits)
            throw new ArgumentException($"matrix product: factors have shapes {a}{(transposeLeft ? " (transposed)" : "")} and {b}{(transposeRight ? " (transposed)" : "")}, expected the same axes outside and [rows, depth] times [depth, columns]");

        var matrix = new MatrixShape(NamedAxes.Product(a.Extents[..outside]), a[row], a[depth], NamedAxes.Product(b.Extents[columns]), transposeLeft, transposeRight);
        var shape = new Shape(a.Axes[..outside] + a.Axes[row] + b.Axes[columns], [.. a.Extents[..outside], a[row], .. b.Extents[columns]]);
        var c = left.Tape.Make(shape, left.RequiresGradient || right.RequiresGradient);
        Multiply(left.Tape.Kernels, matrix, left.ShardsOf(depth..(depth + 1)), left.Storage, right.Storage, c.Storage);
        return left.Tape.Record(new MatrixProductOp(matrix, left, right, (left.ShardsOf(row..(row + 1)), right.ShardsOf(columns)), c));
    }

    /// <inheritdoc/>
    protected internal override void Backward(BackwardPass back, ReadOnlyStorage outputGradient)
    {
        var m = _matrix;
        if (_left.RequiresGradient)
        {
            var da = back.Fresh(_left);
            if (m.TransposeLeft) // dA = op(B) dC^T
                Multiply(back.Kernels, new(m.Batch, m.Depth, m.Columns, m.Rows, m.TransposeRight, true), _samples.Columns, _right.Storage, outputGradient, da.Storage);
            else // dA = dC op(B)^T
                Multiply(back.Kernels, new(m.Batch, m.Rows, m.Columns, m.Depth, false, !m.TransposeRight), _samples.Columns, outputGradient, _right.Storage, da.Storage);
            back.Deliver(_left, da);
        }

        if (_right.RequiresGradient)
        {
            var db = back.Fresh(_right);
            if (m.TransposeRight) // dB = dC^T op(A)
                Multiply(back.Kernels, new(m.Batch, m.Columns, m.Rows, m.Depth, true, m.TransposeLeft), _samples.Rows, outputGradient, _left.Storage, db.Storage);
            else // dB = op(A)^T dC
                Multiply(back.Kernels, new(m.Batch, m.Depth, m.Rows, m.Columns, !m.TransposeLeft, false), _samples.Rows, _left.Storage, outputGradient, db.Storage);
            back.Deliver(_right, db);
        }
    }

    /// <summary>A product whose depth may hold samples: shard by shard, and then the shards as <see cref="ShardTree"/> adds them.</summary>
    private static void Multiply(KernelSet kernels, MatrixShape m, Shards depth, ReadOnlyStorage a, ReadOnlyStorage b, Storage c)
    {
        if (depth.InBatch < 2)
        {
            kernels.MatrixProduct(m, a, b, c);
            return;
        }

        var left = m.TransposeLeft ? new AxisExtents(m.Batch, m.Depth, m.Rows) : new AxisExtents(m.Batch * m.Rows, m.Depth, 1);
        var right = m.TransposeRight ? new AxisExtents(m.Batch * m.Columns, m.Depth, 1) : new AxisExtents(m.Batch, m.Depth, m.Columns);
        var products = kernels.Pool.Rent(depth.InBatch * c.Length);
        for (int shard = 0; shard < depth.Count; shard++)
        {
            var rows = depth[shard];
            var (mine, others) = (Part(kernels, left, rows, a), Part(kernels, right, rows, b));
            kernels.MatrixProduct(m with { Depth = rows.Count }, mine.Storage, others.Storage, products.Storage.Slice((depth.Begin + shard) * c.Length, c.Length));
            kernels.Pool.Return(mine);
            kernels.Pool.Return(others);
        }

        kernels.AddShards(depth, products.Storage, c);
        kernels.Pool.Return(products);
    }

    /// <summary>What one shard has of a factor.</summary>
    private static Memory.Buffer Part(KernelSet kernels, AxisExtents extents, ShardRows rows, ReadOnlyStorage x)
    {
        var part = kernels.Pool.Rent(extents.Others * rows.Count);
        for (int run = 0; run < rows.Runs; run++)
            kernels.CopyAlong(extents, x, rows.First + run * rows.Stride, extents with { Length = rows.Count }, part.Storage, run * rows.Run, rows.Run);
        return part;
    }
}
