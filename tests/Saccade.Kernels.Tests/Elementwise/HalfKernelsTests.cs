using System.Runtime.InteropServices;
using Saccade.Kernels.Elementwise;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Elementwise;

/// <summary>Floats that travel in half of the bytes.</summary>
public sealed class HalfKernelsTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 40).Select(i => 4 * i)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Unpack_InPlace_IsNearInElevenBits(int length)
    {
        foreach (float scale in new[] { 1f, 1e-9f, 1e9f, 1e-38f })
        {
            float[] values = [.. RandomData.Normal(length, (ulong)length).Select(v => v * scale)], kept = [.. values];
            Assert.True(HalfKernels.Bytes(length) <= length * sizeof(float));

            HalfKernels.Pack(values);
            HalfKernels.Unpack(MemoryMarshal.AsBytes(values.AsSpan())[..HalfKernels.Bytes(length)], values);

            float largest = kept.Max(MathF.Abs);
            for (int i = 0; i < length; i++)
                Assert.True(MathF.Abs(values[i] - kept[i]) <= MathF.Max(MathF.Abs(kept[i]) / 2048, largest * 1e-11f), $"{kept[i]} became {values[i]}");
        }
    }

    [Fact]
    public void Unpack_OfZeros_IsZeros()
    {
        float[] values = new float[16];
        HalfKernels.Pack(values);
        HalfKernels.Unpack(MemoryMarshal.AsBytes(values.AsSpan())[..HalfKernels.Bytes(16)], values);
        Assert.All(values, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Unpack_OfNumbersThatAreNotFinite_IsNotFinite(float odd)
    {
        float[] values = [1, 2, odd, 4];
        HalfKernels.Pack(values);
        HalfKernels.Unpack(MemoryMarshal.AsBytes(values.AsSpan())[..HalfKernels.Bytes(4)], values);
        Assert.All(values, value => Assert.True(float.IsNaN(value)));
    }
}
