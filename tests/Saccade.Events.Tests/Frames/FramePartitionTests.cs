using Saccade.Events.Frames;
using Xunit;

namespace Saccade.Events.Tests.Frames;

public sealed class FramePartitionTests
{
    [Fact]
    public void Leading_TakesFirstAndLast()
    {
        var partition = new FramePartition.Leading(6, 3);

        Assert.Equal([0, 1, 2, 3, 4, 5], partition.AnnFrames(10));
        Assert.Equal([7, 8, 9], partition.SnnFrames(10));
    }

    [Theory]
    [InlineData(6, 5)]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void Leading_ImpossibleDivision_IsRefused(int ann, int snn) =>
        Assert.Throws<ArgumentException>(() => new FramePartition.Leading(ann, snn).AnnFrames(10));

    [Theory]
    [InlineData(10)]
    [InlineData(7)]
    public void Interleaved_DividesAllFrames(int steps)
    {
        var partition = new FramePartition.Interleaved();

        Assert.All(partition.AnnFrames(steps), i => Assert.Equal(0, i % 2));
        Assert.Equal(Enumerable.Range(0, steps), partition.AnnFrames(steps).Concat(partition.SnnFrames(steps)).Order());
    }

    [Fact]
    public void Explicit_RangesMayOverlap()
    {
        var partition = new FramePartition.Explicit(.., ^4..);

        Assert.Equal(Enumerable.Range(0, 10), partition.AnnFrames(10));
        Assert.Equal([6, 7, 8, 9], partition.SnnFrames(10));
        Assert.Throws<ArgumentException>(() => partition.SnnFrames(3));
        Assert.Equal(partition, new FramePartition.Explicit(.., ^4..));
    }
}
