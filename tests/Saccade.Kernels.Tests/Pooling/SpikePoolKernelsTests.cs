using Saccade.Kernels.Pooling;
using Saccade.Kernels.Sparse;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Kernels.Tests.Pooling;

/// <summary>The or of bits is the maximum of the spikes that they are.</summary>
public sealed class SpikePoolKernelsTests
{
    private const int Images = 3;

    [Theory]
    [InlineData(5, 7, 32, 2, 2, 0, 0.3)]
    [InlineData(6, 6, 64, 3, 2, 1, 0.1)]
    [InlineData(7, 4, 96, 3, 1, 1, 0.5)]
    [InlineData(4, 5, 384, 4, 2, 2, 0.05)]
    [InlineData(3, 3, 32, 3, 3, 0, 1)]
    [InlineData(3, 3, 32, 2, 1, 1, 0)]
    public void Or_IsTheMaximumOfTheReference(int height, int width, int channels, int kernel, int stride, int padding, double density)
    {
        var geometry = PoolGeometry.Square((height, width), channels, kernel, stride, padding);
        float[] spikes = RandomData.Spikes(Images * geometry.InputSize, density, 3), expected = new float[Images * geometry.OutputSize], got = new float[expected.Length];
        PoolReference.MaxForward<float>(spikes, geometry, expected);
        float[] bits = new float[SpikeWords.Count(spikes.Length)], pooled = new float[SpikeWords.Count(expected.Length)];
        SpikeWords.Pack(spikes, bits);

        SpikePoolKernels.Or(bits, geometry, pooled);

        SpikeWords.Unpack(pooled, 1, got);
        Assert.Equal(expected, got);
    }

    [Fact]
    public void Or_WhatDoesNotFit_IsRefused()
    {
        Assert.False(SpikePoolKernels.Supports(PoolGeometry.Square((4, 4), 48, 2, 2)));
        Assert.Throws<ArgumentException>(() => SpikePoolKernels.Or(new float[24], PoolGeometry.Square((4, 4), 48, 2, 2), new float[6]));
        Assert.Throws<ArgumentException>(() => SpikePoolKernels.Or(new float[15], PoolGeometry.Square((4, 4), 32, 2, 2), new float[4]));
        Assert.Throws<ArgumentException>(() => SpikePoolKernels.Or(new float[16], PoolGeometry.Square((4, 4), 32, 2, 2), new float[5]));
    }
}
