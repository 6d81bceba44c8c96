using Saccade.Recognition;

namespace Saccade.Cli.Demo;

/// <summary>How distillation stands against another way to train.</summary>
internal enum DemoOutcome
{
    /// <summary>More of the test recordings are right, by more than chance explains.</summary>
    Ahead,

    /// <summary>Chance explains the difference.</summary>
    Level,

    /// <summary>Fewer of the test recordings are right, by more than chance explains.</summary>
    Behind,
}

/// <summary>Distillation against another way to train, on the same test recordings after the same number of steps.</summary>
/// <param name="With">Name of the other run.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="Difference">Accuracy of distillation minus that of the other.</param>
/// <param name="OnlyDistilled">Recordings that only the distilled network has right.</param>
/// <param name="OnlyOther">Recordings that only the other one has right.</param>
/// <param name="PValue">Of McNemar's exact test.</param>
/// <param name="Outcome">What follows.</param>
internal sealed record DemoComparison(string With, int Steps, double Difference, int OnlyDistilled, int OnlyOther, double PValue, DemoOutcome Outcome)
{
    /// <summary>From this p value on two networks are level. Of four tests on equal networks one is below it in less than 4 of 100 demos.</summary>
    public const double Level = 0.01;

    /// <summary>With fewer test recordings nobody is said to win.</summary>
    public const int FewestRecordings = 200;

    /// <summary>After the first step and after the last one.</summary>
    public static IEnumerable<DemoComparison> Of(Evaluation distilled, string name, Evaluation other)
        => new[] { 1, distilled.AccuracyBySteps.Count }.Distinct().Select(steps =>
        {
            var pair = PairedComparison.Of(distilled, other, steps);
            var outcome = pair.PValue >= Level || pair.Samples < FewestRecordings ? DemoOutcome.Level : pair.Difference > 0 ? DemoOutcome.Ahead : DemoOutcome.Behind;
            return new DemoComparison(name, steps, pair.Difference, pair.OnlyFirst, pair.OnlySecond, pair.PValue, outcome);
        });
}
