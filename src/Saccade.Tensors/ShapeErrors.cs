namespace Saccade.Tensors;

/// <summary>Every message about shapes: the operation, what was got, what was expected.</summary>
internal static class ShapeErrors
{
    /// <summary>Requires named axes, and given extents from position <paramref name="first"/> on.</summary>
    public static void Require(Shape got, string axes, int first, ReadOnlySpan<int> extents, string operation, string operand)
    {
        bool fits = got.Rank == axes.Length && got.Extents[first..].SequenceEqual(extents);
        if (!fits)
            throw new ArgumentException($"{operation}: {operand} has shape {got}, expected {Describe(axes, first, extents)}");
    }

    /// <summary>Requires named axes.</summary>
    public static void RequireAxes(Shape got, string axes, string operation)
    {
        if (got.Axes != axes)
            throw new ArgumentException($"{operation}: input has shape {got}, expected axes {axes}");
    }

    /// <summary>Requires a number of axes, whatever their names.</summary>
    public static void RequireRank(Shape got, int rank, string expected, string operation, string operand)
    {
        if (got.Rank != rank)
            throw new ArgumentException($"{operation}: {operand} has shape {got}, expected {expected}");
    }

    /// <summary>Requires a number of elements.</summary>
    public static void RequireCount(Shape got, int count, string expected, string operation, string operand)
    {
        if (got.Count != count)
            throw new ArgumentException($"{operation}: {operand} has shape {got}, expected {expected}");
    }

    /// <summary>Requires two shapes to be equal.</summary>
    public static void RequireSame(Shape left, Shape right, string operation)
    {
        if (!left.Equals(right))
            throw new ArgumentException($"{operation}: operands have shapes {left} and {right}, expected equal shapes");
    }

    /// <summary>Two operands of shapes that do not broadcast.</summary>
    public static ArgumentException CannotCombine(Shape x, Shape y, string operation)
        => new($"{operation}: operands have shapes {x} and {y}, expected equal shapes, or the axes of one among those of the other with equal extents or 1");

    /// <summary>A name that is not that of one axis.</summary>
    public static ArgumentException NoSuchAxis(Shape got, char axis, string operation)
        => new($"{operation}: input has shape {got}, expected one axis {axis}");

    /// <summary>Requires an outermost axis, which is time.</summary>
    public static void RequireTime(Shape got, string operation)
    {
        if (got.Rank == 0)
            throw new ArgumentException($"{operation}: input has shape {got}, expected axes of time and others");
    }

    /// <summary>Requires that gradients can pass from one operand to the other.</summary>
    public static void RequireOneTape(string operation, Tensor x, params ReadOnlySpan<Tensor?> others)
    {
        foreach (var other in others)
        {
            if (other is not null && other.Tape != x.Tape)
                throw new ArgumentException($"{operation}: the operands were made on two tapes; make them on one");
        }
    }

    private static string Describe(string axes, int first, ReadOnlySpan<int> extents)
    {
        string text = "[";
        for (int i = 0; i < axes.Length; i++)
            text += (i > 0 ? ", " : "") + axes[i] + (i < first ? " any" : $" {extents[i - first]}");
        return text + "]";
    }
}
