using Saccade.Kernels.Convolution;
using Saccade.Kernels.Sparse;
using Xunit;

namespace Saccade.Kernels.Tests.Sparse;

public sealed class ConvolutionCostTests
{
    private static readonly ConvolutionShape _shape = new(24, 24, 128, 256, 3, 3, 1, 1);

    [Fact]
    public void Choice_TurnsOnce_FromSparseToDense()
    {
        foreach (var wins in (Func<double, bool>[])[d => ConvolutionCost.Usual.SparseForwardWins(_shape, d), d => ConvolutionCost.Usual.SparseWeightGradientWins(_shape, 5, d)])
        {
            bool[] choices = [.. Enumerable.Range(0, 101).Select(percent => wins(percent / 100.0))];

            Assert.True(choices[1], "1 % is sparse");
            Assert.False(choices[100], "100 % is dense");
            Assert.Equal(1, choices.Zip(choices.Skip(1)).Count(pair => pair.First != pair.Second));
        }
    }

    [Fact]
    public void Measure_OfAClockThatStandsStill_FallsBackToTheUsual()
        => Assert.Equal(ConvolutionCost.Usual, ConvolutionCost.Measure(new StoppedClock()));

    [Fact]
    public void Measure_StaysWithinBounds()
    {
        var cost = ConvolutionCost.Measure(TimeProvider.System);

        Assert.InRange(cost.CyclesPerVisit, ConvolutionCost.Usual.CyclesPerVisit / 4, ConvolutionCost.Usual.CyclesPerVisit * 4);
        Assert.InRange(cost.CyclesPerEntry, ConvolutionCost.Usual.CyclesPerEntry / 3, ConvolutionCost.Usual.CyclesPerEntry * 3);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
