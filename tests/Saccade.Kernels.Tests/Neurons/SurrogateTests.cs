using System.Runtime.CompilerServices;
using Saccade.Kernels.Lanes;
using Saccade.Kernels.Neurons;
using Saccade.Kernels.Neurons.Reference;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Neurons;

public sealed class SurrogateTests
{
    public static TheoryData<string, Surrogate> GoldenCases => new()
    {
        { "atan_alpha2", new Surrogate.ATan(2) },
        { "atan_alpha1", new Surrogate.ATan(1) },
        { "sigmoid_alpha4", new Surrogate.Sigmoid(4) },
        { "piecewise_quadratic_alpha1", new Surrogate.PiecewiseQuadratic(1) },
        { "piecewise_exp_alpha1", new Surrogate.PiecewiseExponential(1) },
        { "soft_sign_alpha2", new Surrogate.SoftSign(2) },
        { "erf_alpha2", new Surrogate.Erf(2) },
        { "piecewise_leaky_relu_w1_c0.01", new Surrogate.PiecewiseLeakyRelu(1, 0.01f) },
        { "s2nn_a4_b1", new Surrogate.S2nn(4, 1) },
        { "leaky_k_relu_leak0_k1", new Surrogate.LeakyKRelu(1, 0) },
        { "triangle_gamma0.5", new Surrogate.Triangle(0.5f) },
        { "triangle_gamma1.0", new Surrogate.Triangle(1) },
        { "triangle_gamma2.0", new Surrogate.Triangle(2) },
    };

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Derivative_GoldenPoints_Matches(string name, Surrogate surrogate)
    {
        var golden = GoldenFile.Open("surrogates");
        float[] u = golden.Floats("x"), actual = new float[u.Length];

        SurrogateKernels.Derivative(surrogate, u, actual);

        Close.Relative(golden.Floats(name + ".grad"), actual, 1e-5, name);
        if (golden.Has(name + ".spike"))
        {
            var spike = new HeavisideSpike<float>(FireRule.AtOrAbove, surrogate);
            Close.SameBits(golden.Floats(name + ".spike"), u.Select(spike.Spike).ToArray(), name);
        }
    }

    /// <summary>The table of docs/networks.md: published for u = H - theta, converted for u = (H - theta) / theta.</summary>
    [Fact]
    public void Derivative_PublishedArgumentConvertedToThresholds_IsTheSameSlope()
    {
        const float Theta = 0.5f;
        (Surrogate Published, Surrogate Converted)[] pairs =
        [
            (new Surrogate.Triangle(1.5f), new Surrogate.Triangle(1.5f / Theta)),
            (new Surrogate.Rectangle(1), new Surrogate.Rectangle(1 / Theta)),
            (new Surrogate.ATan(2), new Surrogate.ATan(2 * Theta)),
            (new Surrogate.Sigmoid(4), new Surrogate.Sigmoid(4 * Theta)),
            (new Surrogate.PiecewiseQuadratic(1), new Surrogate.PiecewiseQuadratic(1 * Theta)),
            (new Surrogate.PiecewiseExponential(1), new Surrogate.PiecewiseExponential(1 * Theta)),
            (new Surrogate.SoftSign(2), new Surrogate.SoftSign(2 * Theta)),
            (new Surrogate.Erf(2), new Surrogate.Erf(2 * Theta)),
            (new Surrogate.PiecewiseLeakyRelu(1, 0.01f), new Surrogate.PiecewiseLeakyRelu(1 / Theta, 0.01f * Theta)),
            (new Surrogate.LeakyKRelu(1, 0.1f), new Surrogate.LeakyKRelu(1 * Theta, 0.1f * Theta)),
        ];
        foreach (var (published, converted) in pairs)
        {
            for (double u = -3; u <= 3; u += 0.1)
            {
                double slope = SurrogateReference.Derivative(converted, u / Theta) / Theta;
                Assert.Equal(SurrogateReference.Derivative(published, u), slope, 1e-7); // arguments are float32
            }
        }
    }

    [Fact]
    public void Derivative_EverySurrogate_MatchesFormula()
    {
        float[] u = [.. RandomData.Normal(500, 1).Select(x => 1.5f * x), 0, -0f, 1, -1, 40, -40, 1e30f, -1e30f];
        float[] actual = new float[u.Length];
        foreach (var surrogate in NeuronCases.Surrogates())
        {
            SurrogateKernels.Derivative(surrogate, u, actual);
            for (int i = 0; i < u.Length; i++)
            {
                double expected = SurrogateReference.Derivative(surrogate, (double)u[i]);

                // A few roundings in float32; the argument of exp, below 100, adds its own size in roundings.
                double allowed = (1e-5 * Math.Abs(expected)) + 1e-7;
                Assert.True(Math.Abs(actual[i] - expected) <= allowed, $"{surrogate} at {u[i]:R}: expected {expected:R}, got {actual[i]:R}");
            }
        }
    }

    [Fact]
    public void Derivative_EveryWidthAndLength_SameBits()
    {
        foreach (var surrogate in NeuronCases.Surrogates())
        {
            for (int length = 0; length <= 70; length += length < 20 ? 1 : 7)
            {
                float[] u = RandomData.Normal(length, (ulong)length);
                float[] expected = new float[length];
                SurrogateKernels.Derivative(surrogate, u, expected, widest: 1);
                foreach (int widest in new[] { 4, 8, 16 })
                {
                    var actual = new GuardedBuffer(length, misalignment: 3);
                    SurrogateKernels.Derivative(surrogate, u, actual.Span, widest);
                    Close.SameBits(expected, actual.Span, $"{surrogate} at {widest} lanes");
                    actual.AssertIntact();
                }
            }
        }
    }

    [Fact]
    public void ExpOfNegative_WholeRange_IsWithinStatedError()
    {
        double worst = 0;
        for (float x = -87.3365f; x <= 0; x += 0.00037f)
        {
            double expected = Math.Exp(x), unit = MathF.BitIncrement((float)expected) - (double)(float)expected;
            worst = Math.Max(worst, Math.Abs(Exp(x) - expected) / unit);
        }

        Assert.InRange(worst, 0, 1.5);
    }

    [Fact]
    public void ExpOfNegative_EndsOfRange_AreExact()
    {
        Assert.Equal(1, Exp(0));
        Assert.Equal(1, Exp(-0f));
        Assert.Equal(0, Exp(-87.4f));
        Assert.Equal(0, Exp(-1e30f));
        Assert.Equal(0, Exp(float.NegativeInfinity));
    }

    [Fact]
    public void Constructors_ValuesWithoutMeaning_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Surrogate.Triangle(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Surrogate.ATan(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Surrogate.LeakyKRelu(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Surrogate.QPseudoSpike(1));
    }

    private static float Exp(float x) => Unsafe.BitCast<Lanes1, float>(LaneMath.ExpOfNegative(Lanes1.Broadcast(x)));
}
