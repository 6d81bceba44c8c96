using Saccade.Kernels.Convolution;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.TestKit;
using Saccade.Training.Ranks;
using Xunit;

namespace Saccade.Tests.Training.Ranks;

/// <summary>What ranks tell each other beside sums.</summary>
public sealed class RankGroupTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Gather_BytesOfAnyLength_ReachAll(int ranks)
    {
        byte[] Of(int rank) => [.. Enumerable.Range(0, rank * 1000).Select(i => (byte)(i * (rank + 1)))];

        foreach (byte[][] all in ThreadLink.Run(ranks, group => group.Gather(Of(group.Rank))))
            Assert.Equal(Enumerable.Range(0, ranks).Select(Of), all);
    }

    [Fact]
    public void Gather_MoreThanAPiece_ComesWhole()
    {
        const int Length = (1 << 25) + 12_345; // a piece of two ranks has 2^25 bytes
        byte[] mine = new byte[Length];
        for (int i = 0; i < Length; i += 97)
            mine[i] = (byte)(i / 97);

        foreach (byte[] first in ThreadLink.Run(2, group => group.OfFirst(group.IsFirst ? mine : null)))
            Assert.True(first.AsSpan().SequenceEqual(mine));
    }

    [Fact]
    public void DemandEqual_NamesTheRankAndMachineThatDiffer()
    {
        var failure = Assert.Throws<RankFailedException>(() => ThreadLink.Run(3, group =>
        {
            group.DemandEqual("the recordings", group.Rank == 2 ? "b" : "a", "copy them");
            return 0;
        }));

        Assert.Equal("the recordings of rank 2 on host-2 differ from those of rank 0 on host-0 (b, expected a); copy them", failure.Message);
    }

    [Fact]
    public void Pulse_AddsUpAndStopsAllWhenOneAsks()
    {
        var pulses = ThreadLink.Run(3, group => RankPulse.Of(group, new RankPulse(group.Rank == 1, group.Rank + 1, 0.5, 2, true), isShared: true));

        Assert.All(pulses, pulse => Assert.Equal((true, 6, ""), (pulse.Stops, pulse.Right, pulse.Origin)));
    }

    [Fact]
    public void Pulse_OfABatchThatAllHaveWhole_CountsItOnce()
        => Assert.All(ThreadLink.Run(3, group => RankPulse.Of(group, new RankPulse(false, 2, 0.5, 2, true), isShared: false)), pulse => Assert.Equal((false, 2), (pulse.Stops, pulse.Right)));

    [Fact]
    public void Pulse_OfARankThatWentAnotherWay_NamesIt()
        => Assert.StartsWith(
            "rank 1 on host-1 went another way: loss 0.75,",
            Assert.Throws<RankFailedException>(() => ThreadLink.Run(3, group => RankPulse.Of(group, new RankPulse(false, 0, group.Rank == 1 ? 0.75 : 0.5, 2, true), true))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Pulse_SaysWhoseOutputsAreNoNumbers()
        => Assert.All(
            ThreadLink.Run(3, group => RankPulse.Of(group, new RankPulse(false, 0, double.NaN, double.NaN, group.Rank != 2), true)),
            pulse => Assert.Equal("; outputs that are no numbers came first from the samples of rank 2 on host-2", pulse.Origin));

    [Theory]
    [InlineData(2, 1.0)] // its sums to the other
    [InlineData(4, 2 * 3 / 4.0)] // the shares of three others of its sums, and its share of the totals to three
    [InlineData(8, 2 * 7 / 8.0)]
    public void WeightGradient_IsDealt_SoThatBytesHardlyGrowWithRanks(int ranks, double times)
    {
        var weight = new Shape("KLIO", 3, 3, 16, 32);

        foreach (long sent in ThreadLink.Run(ranks, group =>
        {
            using var engine = new Engine(1, exchange: group.Exchange);
            var part = BatchPart.Of(group.Exchange, 8)!;
            using var tape = new Tape(engine, recording: true) { Part = part };
            var x = tape.Constant(new Shape("TNHWC", 1, part.Count, 4, 4, 16), RandomData.Normal(part.Count * 256, 1));
            var y = ConvolutionOp.Apply(new ConvolutionPlan(new ConvolutionShape(4, 4, 16, 32, 3, 3, Padding: 1)), x, tape.Variable(weight, RandomData.Normal(weight.Count, 2)), null);
            var loss = ReduceOp.Sum(y);
            group.TakeCount();
            using var gradients = tape.Backward(loss);
            return group.TakeCount().SentBytes;
        }))
            Assert.Equal((long)(times * weight.Count * sizeof(float)), sent);
    }

    [Fact]
    public void TakeCount_CountsWhatPassed()
    {
        var counts = ThreadLink.Run(3, group =>
        {
            group.TakeCount();
            group.Gather<int>([1, 2]);
            return (First: group.TakeCount(), Then: group.TakeCount());
        });

        Assert.All(counts, count => Assert.Equal((1L, 16L, 16L), (count.First.Calls, count.First.SentBytes, count.First.ReceivedBytes)));
        Assert.All(counts, count => Assert.Equal(default, count.Then));
    }
}
