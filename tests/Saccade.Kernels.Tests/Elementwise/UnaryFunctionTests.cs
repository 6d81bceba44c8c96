using Saccade.Kernels.Elementwise;
using Saccade.Kernels.Lanes;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Elementwise;

public sealed class UnaryFunctionTests
{
    // Functions, the range over which their error is measured, and the error in units in the last place that is promised.
    private static readonly (UnaryFunction Function, float From, float To, double Units)[] _functions =
    [
        (new UnaryFunction.Scale(-1.7f), -50, 50, 0.5),
        (new UnaryFunction.Exp(), -103, 88.7f, 1.5),
        (new UnaryFunction.Log(), 1e-3f, 30, 1.5),
        (new UnaryFunction.Sigmoid(), -87, 20, 3),
        (new UnaryFunction.Tanh(), -12, 12, 3),
        (new UnaryFunction.Gelu(), -13, 13, 6),
        (new UnaryFunction.Relu(), -5, 5, 0.5),
        (new UnaryFunction.Sqrt(), 0, 1000, 0.5),
        (new UnaryFunction.Abs(), -5, 5, 0.5),
        (new UnaryFunction.Clamp(-1, 2), -5, 5, 0.5),
    ];

    public static TheoryData<string> Names => [.. _functions.Select(f => f.Function.GetType().Name)];

    [Fact]
    public void Table_EveryFunction_IsTested()
        => Assert.Equal(
            typeof(UnaryFunction).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(UnaryFunction))).Select(t => t.Name).Order(), _functions.Select(f => f.Function.GetType().Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_WholeRange_IsWithinStatedError(string name)
    {
        var (function, from, to, units) = Named(name);
        const int Count = 200_001;
        float[] x = [.. Enumerable.Range(0, Count).Select(i => (float)(from + (double)(to - from) * i / (Count - 1)))], y = new float[Count];

        ElementwiseKernels.Unary(function, x, y);

        AssertUnits(function, x, y, units);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_EveryExponent_IsWithinStatedError(string name)
    {
        var (function, from, to, units) = Named(name);
        float[] x =
        [
            .. Enumerable.Range(-149, 149 + 128).SelectMany(e => (float[])[MathF.ScaleB(1, e), MathF.ScaleB(1.3f, e), MathF.ScaleB(1.9f, e)])
                .SelectMany(v => (float[])[v, -v]).Where(v => (v >= from && v <= to) || function is UnaryFunction.Log && v > 0),
        ];
        float[] y = new float[x.Length];

        ElementwiseKernels.Unary(function, x, y);

        AssertUnits(function, x, y, units);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ValueAndGradient_EveryWidthAndLength_SameBits(string name)
    {
        var (function, from, to, _) = Named(name);
        for (int length = 0; length <= 70; length++)
        {
            float[] x = [.. RandomData.Normal(length, 1).Select(v => Math.Clamp(v, from + 0.01f, to))], dy = RandomData.Normal(length, 2);
            float[] y = Widths.SameBits(new ValueRun(function, x), $"value, length {length}");
            float[] dx = Widths.SameBits(new GradientRun(function, x, y, dy), $"gradient, length {length}");

            float[] expected = [.. x.Zip(dy, (v, g) => (float)(g * UnaryReference.Slope(function, (double)v)))];
            Close.Relative(expected, dx, 2e-6, $"gradient, length {length}");
        }
    }

    [Fact]
    public void NotANumber_StaysNotANumber()
    {
        foreach (var (function, _, _, _) in _functions)
        {
            float[] y = new float[21];
            ElementwiseKernels.Unary(function, [.. Enumerable.Repeat(float.NaN, 21)], y);
            Assert.All(y, v => Assert.True(float.IsNaN(v), $"{function}"));
        }
    }

    [Fact]
    public void SpecialValues_AreAsStated()
    {
        const float Inf = float.PositiveInfinity, Nan = float.NaN;

        Values(new UnaryFunction.Exp(), [0, -0f, 1, -Inf, Inf, 88.8f, -104], [1, 1, MathF.E, 0, Inf, Inf, 0]);
        Values(new UnaryFunction.Log(), [1, 0, -0f, -1, Inf, -Inf, float.Epsilon], [0, -Inf, -Inf, Nan, Inf, Nan, -103.27893f]);
        Values(new UnaryFunction.Sigmoid(), [0, Inf, -Inf, 200], [0.5f, 1, 0, 1]);
        Values(new UnaryFunction.Tanh(), [0, Inf, -Inf, 1e-30f], [0, 1, -1, 1e-30f]);
        Values(new UnaryFunction.Gelu(), [0, 1e30f, -1e30f, 30], [0, 1e30f, -0f, 30]);
        Values(new UnaryFunction.Relu(), [0, -0f, Inf, -Inf], [0, 0, Inf, 0]);
        Values(new UnaryFunction.Clamp(-1, 1), [-1, 1, Inf, -Inf, 0.5f], [-1, 1, 1, -1, 0.5f]);
    }

    [Fact]
    public void Gradient_AtKinks_IsAsStated()
    {
        Gradients(new UnaryFunction.Relu(), [0, -0f, 1e-30f, -1], [0, 0, 1, 0]);
        Gradients(new UnaryFunction.Abs(), [0, -0f, 2, -2], [0, 0, 1, -1]);
        Gradients(new UnaryFunction.Clamp(-1, 1), [-1, 1, 1.0001f, -1.0001f, 0], [1, 1, 0, 0, 1]);
    }

    [Theory]
    [InlineData(1f, 0f)]
    [InlineData(float.NaN, 1f)]
    public void Clamp_BoundsInTheWrongOrder_Throws(float low, float high)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new UnaryFunction.Clamp(low, high));

    [Fact]
    public void Unary_WrongLengths_Throws()
        => Assert.Throws<ArgumentException>(() => ElementwiseKernels.Unary(new UnaryFunction.Relu(), new float[3], new float[4]));

    private static (UnaryFunction Function, float From, float To, double Units) Named(string name) => _functions.Single(f => f.Function.GetType().Name == name);

    private static void AssertUnits(UnaryFunction function, float[] x, float[] y, double allowed)
    {
        double worst = 0;
        float at = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double expected = UnaryReference.Value(function, (double)x[i]), rounded = Math.Abs((float)expected);
            double units = Math.Abs(y[i] - expected) / (MathF.BitIncrement((float)rounded) - rounded);
            if (!(units <= worst))
                (worst, at) = (units, x[i]);
        }

        Assert.True(worst <= allowed, $"{function}: off by {worst:F2} units in the last place at {at:R}, allowed {allowed}");
    }

    private static void Values(UnaryFunction function, float[] x, float[] expected)
    {
        float[] y = new float[x.Length];
        ElementwiseKernels.Unary(function, x, y);
        Close.SameBits(expected, Array.ConvertAll(y, v => float.IsNaN(v) ? float.NaN : v), $"{function}");
    }

    private static void Gradients(UnaryFunction function, float[] x, float[] expected)
    {
        float[] y = new float[x.Length], dx = new float[x.Length];
        ElementwiseKernels.Unary(function, x, y);
        ElementwiseKernels.UnaryGradient(function, x, y, [.. x.Select(_ => 1f)], dx);
        Close.SameBits(expected, dx, $"{function}");
    }

    private sealed class ValueRun(UnaryFunction function, float[] x) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            var y = new GuardedBuffer(x.Length, x.Length % 5);
            ElementwiseKernels.Unary<TWidths>(function, x, y.Span);
            y.AssertIntact();
            return y.Span.ToArray();
        }
    }

    private sealed class GradientRun(UnaryFunction function, float[] x, float[] y, float[] dy) : IWidthRun
    {
        public float[] Run<TWidths>()
            where TWidths : struct, ILaneWidths
        {
            var dx = new GuardedBuffer(x.Length, x.Length % 3);
            ElementwiseKernels.UnaryGradient<TWidths>(function, x, y, dy, dx.Span);
            dx.AssertIntact();
            return dx.Span.ToArray();
        }
    }
}
