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

    [Fact]
    public void Rate_StepsAndOneCycle_AreThoseOfPyTorch()
    {
        Assert.Equal([1, 1, 0.5, 0.5, 0.25], Rates(new ScheduleDescription.Step { Every = 2, Factor = 0.5 }, 1, 5));
        Assert.Equal([1, 0.1, 0.1, 0.01], Rates(new ScheduleDescription.MultiStep { At = [1, 3], Factor = 0.1 }, 1, 4).Select(r => Math.Round(r, 12)));

        // OneCycleLR(max_lr=1, total_steps=10, pct_start=0.3): up in steps 0 to 2, down to 4e-6 in step 9.
        double[] cycle = Rates(new ScheduleDescription.OneCycle(), 1, 10);
        Assert.Equal(0.04, cycle[0], 1e-12);
        Assert.Equal(0.52, cycle[1], 1e-12);
        Assert.Equal(1, cycle[2], 1e-12);
        Assert.Equal(4e-6, cycle[9], 1e-12);
        Assert.Equal(0.5 * (1 + 4e-6) + 0.5 * (1 - 4e-6) * Math.Cos(Math.PI / 7), cycle[3], 1e-9);
    }

    private static double[] Rates(ScheduleDescription schedule, double rate, int epochs)
        => [.. Enumerable.Range(0, epochs).Select(e => schedule.Rate(rate, e, epochs))];
}
