using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Reduce;

namespace Saccade.Tensors;

/// <summary>From axes with names to the extents that kernels work on.</summary>
internal static class NamedAxes
{
    /// <summary>The axis of samples.</summary>
    public const char SampleAxis = 'N';

    /// <summary>
    /// The shape of a result of two operands. Axes are matched by name from the innermost on; the operand of fewer axes lacks
    /// some of the other's, and an extent of 1 stands for any.
    /// </summary>
    public static Shape Combine(Shape x, Shape y, string operation)
    {
        var (large, small) = x.Rank >= y.Rank ? (x, y) : (y, x);
        int[] extents = large.Extents.ToArray();
        int left = small.Rank - 1;
        for (int i = large.Rank - 1; i >= 0; i--)
        {
            if (left < 0 || small.Axes[left] != large.Axes[i])
                continue;
            int extent = small.Extents[left--];
            if (extents[i] == 1)
                extents[i] = extent;
            else if (extent != 1 && extent != extents[i])
                throw ShapeErrors.CannotCombine(x, y, operation);
        }

        return left < 0 ? new Shape(large.Axes, extents) : throw ShapeErrors.CannotCombine(x, y, operation);
    }

    /// <summary>How two operands are read for a result, each as with <see cref="Combine"/>; null if both have its elements.</summary>
    public static Broadcast? Plan(Shape result, Shape x, Shape y)
        => x.Count == result.Count && y.Count == result.Count ? null : new Broadcast(result.Extents, Aligned(x, result), Aligned(y, result));

    /// <summary>The extents of an operand on all axes of the result, 1 where it lacks the axis.</summary>
    public static int[] Aligned(Shape operand, Shape result)
    {
        int[] extents = new int[result.Rank];
        int left = operand.Rank - 1;
        for (int i = result.Rank - 1; i >= 0; i--)
            extents[i] = left >= 0 && operand.Axes[left] == result.Axes[i] ? operand.Extents[left--] : 1;
        return extents;
    }

    /// <summary>
    /// The reductions, one after the other, that bring a shape to the extents <paramref name="to"/>, which are the same or 1: from the
    /// innermost axes outwards, neighbouring axes in one. With each the shards of what is reduced.
    /// </summary>
    /// <param name="shape">The shape.</param>
    /// <param name="to">The extents after all reductions.</param>
    /// <param name="samples">Whether the axis of samples is reduced; its extent alone does not tell where it is 1.</param>
    /// <param name="part">The samples that the shape holds, or null for all.</param>
    public static List<(AxisExtents Extents, Shards Shards)> Reductions(Shape shape, ReadOnlySpan<int> to, bool samples, BatchPart? part)
    {
        List<(AxisExtents, Shards)> steps = [];
        var from = shape.Extents;
        int inner = 1;
        for (int last = from.Length - 1; last >= 0;)
        {
            int first = last;
            while (first >= 0 && (shape.Axes[first] == SampleAxis ? samples : from[first] != to[first] || from[first] == 1))
                first--;
            var shards = Samples(shape, first + 1, last + 1, part);
            if (first == last)
                inner *= from[first--];
            else if (shards.Whole.Rows != 1)
                steps.Add((new AxisExtents(Product(from[..(first + 1)]), shards.Rows, inner), shards));
            last = first;
        }

        return steps;
    }

    /// <summary>The shards of the elements of axes [<paramref name="begin"/>, <paramref name="end"/>) of a shape: by the axis of samples if it is among them.</summary>
    public static Shards Samples(Shape shape, int begin, int end, BatchPart? part)
    {
        int samples = shape.Axes.IndexOf(SampleAxis, begin, end - begin);
        var extents = shape.Extents;
        if (samples < 0)
            return Shards.One(Product(extents[begin..end]));
        if (part is not null && extents[samples] != part.Count)
            throw new InvalidOperationException($"a sum over the samples of shape {shape}, expected {part.Count} samples: those of this process");
        var whole = Shards.Of(Product(extents[begin..samples]), part?.Samples ?? extents[samples], Product(extents[(samples + 1)..end]));
        return part?.Of(whole) ?? whole;
    }

    /// <summary>A shape along one of its axes.</summary>
    public static AxisExtents Along(Shape shape, int axis)
        => new(Product(shape.Extents[..axis]), shape.Extents[axis], Product(shape.Extents[(axis + 1)..]));

    /// <summary>Where the axis of that name is.</summary>
    public static int Find(Shape shape, char axis, string operation)
    {
        int index = shape.Axes.IndexOf(axis, StringComparison.Ordinal);
        return index >= 0 && shape.Axes.LastIndexOf(axis) == index ? index : throw ShapeErrors.NoSuchAxis(shape, axis, operation);
    }

    /// <summary>The product of extents.</summary>
    public static int Product(ReadOnlySpan<int> extents)
    {
        int product = 1;
        foreach (int extent in extents)
            product *= extent;
        return product;
    }
}
