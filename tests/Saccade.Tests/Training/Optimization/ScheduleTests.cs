using Saccade.Training.Optimization;
using Xunit;

namespace Saccade.Tests.Training.Optimization;

public sealed class ScheduleTests
{
    [Fact]
    public void Rate_Cosine_FallsFromTheRateTowardsTheFinalOne()
    {
        double[] rates = Rates(new ScheduleDescription.Cosine { Final = 0.1 }, 0.9, 4);

        // Half a cosine at 0, 1/4, 1/2, 3/4 of the way; the end itself would be after the last epoch.
        Assert.Equal([0.9, 0.1 + 0.4 * (1 + Math.Sqrt(0.5)), 0.5, 0.1 + 0.4 * (1 - Math.Sqrt(0.5))], rates, Near);
    }

    [Fact]
    public void Rate_Warmup_GrowsLinearlyAndTheScheduleStartsAtTheFullRate()
    {
        Assert.Equal([0.25, 0.5, 0.75, 1, 0.5], Rates(new ScheduleDescription.Cosine { Warmup = 3 }, 1, 5), Near);
        Assert.Equal([0.5, 1, 1, 1], Rates(new ScheduleDescription.Constant { Warmup = 1 }, 1, 4), Near);
    }

    [Fact]
    public void Rate_OneEpoch_IsTheRate()
    {
        Assert.Equal([0.3], Rates(new ScheduleDescription.Cosine(), 0.3, 1), Near);
        Assert.Equal([0.3], Rates(new ScheduleDescription.Constant(), 0.3, 1), Near);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;

    private static double[] Rates(ScheduleDescription schedule, double rate, int epochs)
        => [.. Enumerable.Range(0, epochs).Select(e => schedule.Rate(rate, e, epochs))];
}
