using FsCheck;
using FsCheck.Fluent;
using Saccade.Training.Reports.Drawing;
using Xunit;

namespace Saccade.Tests.Training.Reports;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0.512, 0.943, new[] { 0.4, 0.6, 0.8, 1.0 })]
    [InlineData(0.91, 0.9875, new[] { 0.9, 0.92, 0.94, 0.96, 0.98, 1.0 })]
    [InlineData(0, 1, new[] { 0, 0.5, 1.0 })]
    public void Around_Shares_HasRoundTicksUpToOne(double low, double high, double[] ticks)
    {
        var axis = Axis.Around([low, high], 1);

        Assert.Equal(ticks, axis.Ticks.Select(tick => Math.Round(tick, 9)));
        Assert.InRange(axis.Maximum, high, 1);
    }

    [Fact]
    public void Around_AnyValues_CoversThemWithAFewTicks() =>
        Prop.ForAll<NormalFloat, NormalFloat>((a, b) =>
        {
            double[] values = [a.Get, b.Get];
            var axis = Axis.Around(values);
            return axis.Minimum <= values.Min() + Math.Abs(values.Min() * 1e-5) && axis.Maximum >= values.Max() - Math.Abs(values.Max() * 1e-5) && axis.Ticks.Count is >= 2 and <= 8 && axis.Maximum > axis.Minimum;
        }).Check(Config.QuickThrowOnFailure.WithReplay(20260102, 11));

    [Theory]
    [InlineData(1, 5, new[] { 1.0, 2, 3, 4, 5 })]
    [InlineData(1, 20, new[] { 1.0, 5, 10, 15, 20 })]
    [InlineData(1, 300, new[] { 1.0, 50, 100, 150, 200, 250, 300 })]
    [InlineData(3, 3, new[] { 3.0 })]
    public void Whole_Epochs_HasWholeTicks(int first, int last, double[] ticks) => Assert.Equal(ticks, Axis.Whole(first, last).Ticks);

    [Theory]
    [InlineData(0.125, true, "12.5 %")]
    [InlineData(0.30000000000000004, false, "0.3")]
    [InlineData(1e-5, false, "1e-5")]
    [InlineData(0, false, "0")]
    [InlineData(25000000, false, "2.5e7")]
    public void Label_Tick_IsShort(double tick, bool isShare, string label) => Assert.Equal(label, Axis.Label(tick, isShare));
}
