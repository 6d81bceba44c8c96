using Saccade.Kernels.Activations;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Activations;

public sealed class ReluTests
{
    [Fact]
    public void EveryWidthAndLength_IsDefinition()
    {
        for (int length = 0; length <= 70; length++)
        {
            float[] x = RandomData.Normal(length, (ulong)length), gradOutput = RandomData.Normal(length, 9);
            foreach (int widest in new[] { 1, 4, 8, 16 })
            {
                var output = new GuardedBuffer(length, misalignment: 1);
                var gradInput = new GuardedBuffer(length, misalignment: 2);

                ReluKernels.Forward(x, output.Span, widest);
                ReluKernels.Backward(x, gradOutput, gradInput.Span, widest);

                Close.SameBits([.. x.Select(v => v > 0 ? v : 0)], output.Span);
                Close.SameBits([.. x.Zip(gradOutput, (v, g) => v > 0 ? g : 0)], gradInput.Span);
                output.AssertIntact();
                gradInput.AssertIntact();
            }
        }
    }

    [Fact]
    public void SpecialValues_AreAsStated()
    {
        float[] x = [0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity], y = new float[5], gradInput = new float[5];

        ReluKernels.Forward(x, y);
        ReluKernels.Backward(x, [1, 1, 1, 1, 1], gradInput);

        Close.SameBits([0, 0, float.NaN, float.PositiveInfinity, 0], y);
        Close.SameBits([0, 0, 0, 1, 0], gradInput);
    }

    [Fact]
    public void WrongLengths_Throws()
        => Assert.Throws<ArgumentException>(() => ReluKernels.Forward(new float[3], new float[4]));
}
