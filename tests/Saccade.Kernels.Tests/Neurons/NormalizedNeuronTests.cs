using Saccade.Kernels.Neurons;
using Saccade.Kernels.Normalization;
using Saccade.Kernels.Sparse;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Neurons;

/// <summary>Batch norm and neurons in one walk have the bits of the kernels one after the other.</summary>
public sealed class NormalizedNeuronTests
{
    private const int Steps = 5;

    private static readonly int[] _widths = [1, 4, 8, 16];

    [Theory]
    [InlineData(1, 7)]
    [InlineData(3, 11)]
    [InlineData(10, 13)]
    [InlineData(16, 5)]
    [InlineData(17, 9)]
    [InlineData(64, 3)]
    [InlineData(192, 2)]
    [InlineData(384, 1)]
    public void Forward_EveryRuleAndWidth_IsTheKernelsOneAfterTheOther(int channels, int pixels)
    {
        int count = channels * pixels;
        foreach (var neurons in NeuronCases.Forward())
        {
            var data = new Data(channels, count);
            float[] v = data.Start.ToArray(), y = new float[Steps * count], bits = new float[Steps * SpikeWords.Count(count)];
            NeuronKernels.Forward(neurons, data.Normalized, v, [], y, Steps, count, 0, count);
            for (int t = 0; t < Steps; t++)
                SpikeWords.Pack(y.AsSpan(t * count, count), bits.AsSpan(t * SpikeWords.Count(count)));

            foreach (int widest in _widths)
                CheckForward(neurons, data, (v, y, bits), count, widest);
        }
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(10, 13)]
    [InlineData(17, 9)]
    [InlineData(64, 3)]
    [InlineData(192, 2)]
    [InlineData(384, 1)]
    public void Backward_EveryRuleAndWidth_IsTheKernelsOneAfterTheOther(int channels, int pixels)
    {
        int count = channels * pixels;
        foreach (var neurons in NeuronCases.Backward())
            CheckBackward(neurons, channels, count, _widths);
    }

    [Fact]
    public void Backward_EverySurrogate_IsTheKernelsOneAfterTheOther()
    {
        foreach (var surrogate in NeuronCases.Surrogates())
            CheckBackward(new NeuronParameters { Charge = Charge.LeakWithInput(0.5f), Surrogate = surrogate }, 10, 130, [4, 16]);
    }

    [Fact]
    public void Forward_Ranges_MeetInTheMiddle_AndLeaveTheRestAlone()
    {
        const int channels = 10, count = 200;
        var neurons = new NeuronParameters { Charge = Charge.Leak(0.3f), StartPotential = 0.2f };
        var data = new Data(channels, count);
        float[] whole = new float[Steps * count], bits = new float[Steps * SpikeWords.Count(count)];
        NormalizedNeuronKernels.Forward(neurons, data.X, data.Constants, [], whole, bits, Steps, 0, count, 16);
        GuardedBuffer y = new(Steps * count), words = new(bits.Length);

        foreach (var (begin, end) in new[] { (0, 64), (64, 64), (64, 160), (160, count) })
            NormalizedNeuronKernels.Forward(neurons, data.X, data.Constants, [], y.Span, words.Span, Steps, begin, end, 16);

        Close.SameBits(whole, y.Span);
        Close.SameBits(bits, words.Span);
        y.AssertIntact();
        words.AssertIntact();
    }

    [Fact]
    public void Forward_LengthsThatDoNotFit_AreRefused()
    {
        var (neurons, data) = (new NeuronParameters(), new Data(4, 64));
        float[] y = new float[Steps * 64];

        Assert.Throws<ArgumentException>(() => NormalizedNeuronKernels.Forward(neurons, data.X, data.Constants, [], y.AsSpan(1), [], Steps, 0, 64, 16));
        Assert.Throws<ArgumentException>(() => NormalizedNeuronKernels.Forward(neurons, data.X, data.Constants, [], y, [], Steps, 8, 64, 16));
        Assert.Throws<ArgumentException>(() => NormalizedNeuronKernels.Forward(neurons, data.X, data.Constants, [], y, new float[Steps], Steps, 0, 64, 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalizedNeuronKernels.Forward(neurons, data.X, data.Constants, [], y, [], Steps, 0, 65, 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalizedNeuronKernels.Forward(neurons, [], data.Constants, [], [], [], 0, 0, 0, 16));
    }

    private static void CheckForward(NeuronParameters neurons, Data data, (float[] V, float[] Y, float[] Bits) expected, int count, int widest)
    {
        GuardedBuffer v = new(count), y = new(Steps * count), bits = new(expected.Bits.Length);
        data.Start.CopyTo(v.Span);
        bits.Span.Fill(-1);

        NormalizedNeuronKernels.Forward(neurons, data.X, data.Constants, v.Span, y.Span, bits.Span, Steps, 0, count, widest);

        string what = $"{neurons} {widest} lanes";
        Close.SameBits(expected.V, v.Span, what);
        Close.SameBits(expected.Y, y.Span, what);
        Close.SameBits(expected.Bits, bits.Span, what);
        v.AssertIntact();
        y.AssertIntact();
        bits.AssertIntact();
    }

    private static void CheckBackward(NeuronParameters neurons, int channels, int count, int[] widths)
    {
        var data = new Data(channels, count);
        float[] v = data.Start.ToArray(), charged = new float[Steps * count], dx = new float[Steps * count], carry = data.Carry.ToArray();
        NeuronKernels.Forward(neurons, data.Normalized, v, charged, new float[Steps * count], Steps, count, 0, count);
        NeuronKernels.Backward(neurons, charged, data.Gradient, dx, carry, Steps, count, 0, count);
        foreach (int widest in widths)
        {
            GuardedBuffer gradient = new(Steps * count), last = new(count), scratch = new(NormalizedNeuronKernels.ScratchLength(Steps));
            data.Gradient.CopyTo(gradient.Span);
            data.Carry.CopyTo(last.Span);

            NormalizedNeuronKernels.Backward(neurons, data.X, data.Constants, data.Start, gradient.Span, last.Span, scratch.Span, Steps, 0, count, widest);

            Close.SameBits(dx, gradient.Span, $"{neurons} {widest} lanes");
            Close.SameBits(carry, last.Span, $"{neurons} {widest} lanes");
            gradient.AssertIntact();
            last.AssertIntact();
            scratch.AssertIntact();
        }
    }

    /// <summary>Inputs that reach thresholds about as often as not.</summary>
    private sealed class Data
    {
        public Data(int channels, int count)
        {
            float[] mean = RandomData.Normal(channels, 2), factor = RandomData.Normal(channels, 3), shift = RandomData.Normal(channels, 4);
            X = RandomData.Normal(Steps * count, 1);
            Normalized = new float[Steps * count];
            BatchNormKernels.Normalize(X, mean, factor, shift, Normalized);
            Constants = new float[NormalizedNeuronKernels.ConstantsLength(channels)];
            NormalizedNeuronKernels.Wrap(mean, factor, shift, Constants);
            (Start, Gradient, Carry) = (RandomData.Normal(count, 5), RandomData.Normal(Steps * count, 6), RandomData.Normal(count, 7));
        }

        public float[] X { get; }

        public float[] Normalized { get; }

        public float[] Constants { get; }

        public float[] Start { get; }

        public float[] Gradient { get; }

        public float[] Carry { get; }
    }
}
