using System.Runtime.CompilerServices;
using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Reduce;

namespace Saccade.Kernels.Normalization;

/// <summary>
/// Layer normalisation of every row of [rows, features] by its own mean and variance. Sums over a row are those of
/// <see cref="ReduceKernels"/>; rows are independent, so callers share them out.
/// </summary>
/// <seealso cref="LayerNormReference"/>
internal static class LayerNormKernels
{
    /// <summary><c>y = fma((x - mean) * inverse, gamma, beta)</c> with <c>inverse = 1 / sqrt(variance + epsilon)</c>, the variance biased.</summary>
    /// <param name="x">Input [rows, features].</param>
    /// <param name="gamma">Factor [features].</param>
    /// <param name="beta">Offset [features].</param>
    /// <param name="epsilon">What keeps the root away from 0; PyTorch's default is 1e-5.</param>
    /// <param name="y">Output [rows, features].</param>
    /// <exception cref="ArgumentException">A length does not fit, or the buffers overlap.</exception>
    public static void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon, Span<float> y)
        => Forward<HardwareWidths>(x, gamma, beta, epsilon, y);

    /// <summary>
    /// The gradient of the input, and the products of the output's gradient and the normalised input, whose sums over rows are the
    /// gradient of gamma. The statistics are computed again.
    /// </summary>
    /// <param name="dy">Gradient of the output [rows, features].</param>
    /// <param name="x">Input.</param>
    /// <param name="gamma">Factor [features].</param>
    /// <param name="epsilon">As in the forward pass.</param>
    /// <param name="dx">Gradient of the input.</param>
    /// <param name="products">The products.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the buffers overlap.</exception>
    public static void Backward(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, double epsilon, Span<float> dx, Span<float> products)
        => Backward<HardwareWidths>(dy, x, gamma, epsilon, dx, products);

    internal static void Forward<TWidths>(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon, Span<float> y)
        where TWidths : struct, ILaneWidths
    {
        Check(x, y, gamma, nameof(y));
        SpanChecks.SameLength(beta.Length, gamma.Length, nameof(beta), nameof(gamma));
        for (int start = 0; start < x.Length; start += gamma.Length)
        {
            var row = y.Slice(start, gamma.Length);
            float inverse = Centre<TWidths>(x.Slice(start, gamma.Length), epsilon, row);
            Traversal.Ternary<TWidths, ScaleAndShift>(row, gamma, beta, row, new(inverse));
        }
    }

    internal static void Backward<TWidths>(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, double epsilon, Span<float> dx, Span<float> products)
        where TWidths : struct, ILaneWidths
    {
        Check(x, dx, gamma, nameof(dx));
        Check(dy, products, gamma, nameof(products));
        SpanChecks.SameLength(x.Length, dy.Length, nameof(x), nameof(dy));
        int features = gamma.Length;
        for (int start = 0; start < x.Length; start += features)
        {
            var gradient = dy.Slice(start, features);
            Span<float> result = dx.Slice(start, features), normalised = products.Slice(start, features);
            float inverse = Centre<TWidths>(x.Slice(start, features), epsilon, normalised);
            Traversal.Unary<TWidths, ScaleFunction>(normalised, normalised, new(inverse));
            Traversal.Binary<TWidths, MultiplyOperator>(gradient, gamma, result, default);
            float mean = (float)(ReduceKernels.Sum<TWidths>(result) / features), slope = (float)(ReduceKernels.Dot<TWidths>(result, normalised) / features);
            Traversal.Binary<TWidths, InputGradient>(result, normalised, result, new(mean, slope, inverse));
            Traversal.Binary<TWidths, MultiplyOperator>(gradient, normalised, normalised, default);
        }
    }

    /// <summary>Takes the mean of a row away and returns the inverse deviation.</summary>
    private static float Centre<TWidths>(ReadOnlySpan<float> x, double epsilon, Span<float> centred)
        where TWidths : struct, ILaneWidths
    {
        Traversal.Unary<TWidths, Lower>(x, centred, new((float)(ReduceKernels.Sum<TWidths>(x) / x.Length)));
        return (float)(1 / Math.Sqrt(ReduceKernels.Dot<TWidths>(centred, centred) / x.Length + epsilon));
    }

    private static void Check(ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> gamma, string outputName)
    {
        _ = SpanChecks.Rows(output.Length, gamma.Length, outputName);
        SpanChecks.SameLength(input.Length, output.Length, "the input", outputName);
        SpanChecks.NoOverlap(input, output, "the input", outputName);
    }

    /// <summary>x - amount.</summary>
    private readonly struct Lower(float amount) : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : struct, ILanes<V> => x - V.Broadcast(amount);
    }

    /// <summary>x * inverse * gamma + beta.</summary>
    private readonly struct ScaleAndShift(float inverse) : ITernaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V gamma, V beta)
            where V : struct, ILanes<V> => V.Fma(x * V.Broadcast(inverse), gamma, beta);
    }

    /// <summary>(g - mean - h * slope) * inverse.</summary>
    private readonly struct InputGradient(float mean, float slope, float inverse) : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V g, V h)
            where V : struct, ILanes<V> => V.Fma(h, V.Broadcast(-slope), g - V.Broadcast(mean)) * V.Broadcast(inverse);
    }
}
