using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Elementwise;

/// <summary>
/// Arithmetic on buffers, element by element. Every result element rounds as IEEE 754 float32 does, so the bits are those of
/// the reference at every vector width; where a function has no such rounding, they are the same at every width. A result may
/// be the same buffer as an input of its length.
/// </summary>
/// <seealso cref="ElementwiseReference"/>
internal static class ElementwiseKernels
{
    /// <summary><c>y[i] = f(x[i])</c>.</summary>
    /// <param name="function">The function f.</param>
    /// <param name="x">The arguments.</param>
    /// <param name="y">The values, as many as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps the input without being it.</exception>
    public static void Unary(UnaryFunction function, ReadOnlySpan<float> x, Span<float> y) => Unary<HardwareWidths>(function, x, y);

    /// <summary><c>dx[i] = dy[i] * f'(x[i])</c>.</summary>
    /// <param name="function">The function f.</param>
    /// <param name="x">The arguments.</param>
    /// <param name="y">The values of the forward pass.</param>
    /// <param name="dy">Gradient of the values.</param>
    /// <param name="dx">Gradient of the arguments.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps an input without being it.</exception>
    public static void UnaryGradient(UnaryFunction function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
        => UnaryGradient<HardwareWidths>(function, x, y, dy, dx);

    /// <summary><c>result[i] = f(x[i], y[i])</c>.</summary>
    /// <param name="function">The function f.</param>
    /// <param name="x">First operands.</param>
    /// <param name="y">Second operands, as many as <paramref name="result"/>.</param>
    /// <param name="result">The values.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the result overlaps an input without being it.</exception>
    public static void Binary(BinaryFunction function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result)
        => Binary<HardwareWidths>(function, x, y, result);

    /// <summary>Elements [<paramref name="begin"/>, <paramref name="end"/>) of a result whose operands may be read repeatedly.</summary>
    /// <param name="function">The function.</param>
    /// <param name="broadcast">Which elements belong together.</param>
    /// <param name="x">All of the first operand.</param>
    /// <param name="y">All of the second operand.</param>
    /// <param name="result">All of the result; only the range is written.</param>
    /// <param name="begin">First element.</param>
    /// <param name="end">One past the last element.</param>
    /// <exception cref="ArgumentException">A length is not that of the plan, or the result overlaps an operand of another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not one of the result.</exception>
    public static void Binary(
        BinaryFunction function, Broadcast broadcast, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, int begin, int end)
        => Binary<HardwareWidths>(function, broadcast, x, y, result, begin, end);

    internal static void Unary<TWidths>(UnaryFunction function, ReadOnlySpan<float> x, Span<float> y)
        where TWidths : struct, ILaneWidths
    {
        var visitor = new ValueVisitor<TWidths> { X = x, Y = y };
        UnaryDispatch.Apply(function, ref visitor);
    }

    internal static void UnaryGradient<TWidths>(UnaryFunction function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
        where TWidths : struct, ILaneWidths
    {
        var visitor = new GradientVisitor<TWidths> { X = x, Y = y, Dy = dy, Dx = dx };
        UnaryDispatch.Apply(function, ref visitor);
    }

    internal static void Binary<TWidths>(BinaryFunction function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result)
        where TWidths : struct, ILaneWidths
    {
        switch (function)
        {
            case BinaryFunction.Add: Traversal.Binary<TWidths, AddOperator>(x, y, result, default); break;
            case BinaryFunction.Subtract: Traversal.Binary<TWidths, SubtractOperator>(x, y, result, default); break;
            case BinaryFunction.Multiply: Traversal.Binary<TWidths, MultiplyOperator>(x, y, result, default); break;
            case BinaryFunction.Divide: Traversal.Binary<TWidths, DivideOperator>(x, y, result, default); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, "no kernel is paired with the function");
        }
    }

    internal static void Binary<TWidths>(
        BinaryFunction function, Broadcast broadcast, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, int begin, int end)
        where TWidths : struct, ILaneWidths
    {
        switch (function)
        {
            case BinaryFunction.Add: Traversal.Broadcast<TWidths, AddOperator>(broadcast, x, y, result, begin, end, default); break;
            case BinaryFunction.Subtract: Traversal.Broadcast<TWidths, SubtractOperator>(broadcast, x, y, result, begin, end, default); break;
            case BinaryFunction.Multiply: Traversal.Broadcast<TWidths, MultiplyOperator>(broadcast, x, y, result, begin, end, default); break;
            case BinaryFunction.Divide: Traversal.Broadcast<TWidths, DivideOperator>(broadcast, x, y, result, begin, end, default); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, "no kernel is paired with the function");
        }
    }

    private ref struct ValueVisitor<TWidths> : IUnaryVisitor
        where TWidths : struct, ILaneWidths
    {
        public ReadOnlySpan<float> X;
        public Span<float> Y;

        public readonly void Visit<TFunction>(TFunction function)
            where TFunction : struct, IUnaryFunction
            => Traversal.Unary<TWidths, TFunction>(X, Y, function);
    }

    private ref struct GradientVisitor<TWidths> : IUnaryVisitor
        where TWidths : struct, ILaneWidths
    {
        public ReadOnlySpan<float> X;
        public ReadOnlySpan<float> Y;
        public ReadOnlySpan<float> Dy;
        public Span<float> Dx;

        public readonly void Visit<TFunction>(TFunction function)
            where TFunction : struct, IUnaryFunction
            => Traversal.Ternary<TWidths, TFunction>(X, Y, Dy, Dx, function);
    }
}
