using Saccade.Kernels.Lanes;

namespace Saccade.Kernels.Activations;

/// <summary>The rectifier max(0, x).</summary>
public static unsafe class ReluKernels
{
    /// <summary><c>y = max(0, x)</c>; NaN stays NaN, and -0 becomes 0.</summary>
    /// <param name="input">x.</param>
    /// <param name="output">Receives y; as long as <paramref name="input"/>, and may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Forward(ReadOnlySpan<float> input, Span<float> output)
        => Forward(input, output, HardwareWidths.Widest);

    /// <summary><c>dx = dy</c> where <c>x &gt; 0</c>, else 0.</summary>
    /// <param name="input">x, or y, of the forward pass.</param>
    /// <param name="gradOutput">dL/dy.</param>
    /// <param name="gradInput">Receives dL/dx; may be the same memory as one of the others.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Backward(ReadOnlySpan<float> input, ReadOnlySpan<float> gradOutput, Span<float> gradInput)
        => Backward(input, gradOutput, gradInput, HardwareWidths.Widest);

    internal static void Forward(ReadOnlySpan<float> input, Span<float> output, int widest)
    {
        SpanChecks.Length(output.Length, input.Length, "output", "as many as input");
        SpanChecks.NoPartialOverlap(input, output, "input", "output");

        fixed (float* x = input, y = output)
            ForwardRange(x, y, input.Length, widest);
    }

    internal static void Backward(ReadOnlySpan<float> input, ReadOnlySpan<float> gradOutput, Span<float> gradInput, int widest)
    {
        SpanChecks.Length(gradOutput.Length, input.Length, "gradOutput", "as many as input");
        SpanChecks.Length(gradInput.Length, input.Length, "gradInput", "as many as input");
        SpanChecks.NoPartialOverlap(input, gradInput, "input", "gradInput");
        SpanChecks.NoPartialOverlap(gradOutput, gradInput, "gradOutput", "gradInput");

        fixed (float* x = input, dy = gradOutput, dx = gradInput)
            BackwardRange(x, dy, dx, input.Length, widest);
    }

    private static void ForwardRange(float* x, float* y, int n, int widest)
    {
        int i = 0;
        if (widest >= 16)
            i = ForwardRange<Lanes16>(x, y, i, n);
        if (widest >= 8)
            i = ForwardRange<Lanes8>(x, y, i, n);
        if (widest >= 4)
            i = ForwardRange<Lanes4>(x, y, i, n);
        ForwardRange<Lanes1>(x, y, i, n);
    }

    private static int ForwardRange<V>(float* x, float* y, int i, int n)
        where V : struct, ILanes<V>
    {
        for (; i <= n - V.Count; i += V.Count)
        {
            V value = V.Load(x + i);
            V.Store(V.SelectGreaterOrEqual(V.Zero, value, V.Zero, value), y + i);
        }

        return i;
    }

    private static void BackwardRange(float* x, float* dy, float* dx, int n, int widest)
    {
        int i = 0;
        if (widest >= 16)
            i = BackwardRange<Lanes16>(x, dy, dx, i, n);
        if (widest >= 8)
            i = BackwardRange<Lanes8>(x, dy, dx, i, n);
        if (widest >= 4)
            i = BackwardRange<Lanes4>(x, dy, dx, i, n);
        BackwardRange<Lanes1>(x, dy, dx, i, n);
    }

    private static int BackwardRange<V>(float* x, float* dy, float* dx, int i, int n)
        where V : struct, ILanes<V>
    {
        for (; i <= n - V.Count; i += V.Count)
            V.Store(V.SelectGreater(V.Load(x + i), V.Zero, V.Load(dy + i), V.Zero), dx + i);
        return i;
    }
}
