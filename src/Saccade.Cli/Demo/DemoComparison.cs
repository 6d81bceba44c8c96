using Saccade.Recognition;

namespace Saccade.Cli.Demo;

/// <summary>Distillation against another way to train, on the same test recordings after the same number of steps.</summary>
/// <param name="With">Name of the other run.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="Difference">Accuracy of distillation minus that of the other.</param>
/// <param name="OnlyDistilled">Recordings that only the distilled network has right.</param>
/// <param name="OnlyOther">Recordings that only the other one has right.</param>
/// <param name="PValue">Of McNemar's exact test.</param>
/// <param name="Outcome">What follows.</param>
internal sealed record DemoComparison(string With, int Steps, double Difference, int OnlyDistilled, int OnlyOther, double PValue, PairedOutcome Outcome)
{
    /// <summary>With fewer test recordings nobody is said to win.</summary>
    public const int FewestRecordings = 200;

    /// <summary>After the first step and after the last one.</summary>
    public static IEnumerable<DemoComparison> Of(Evaluation distilled, string name, Evaluation other)
        => new[] { 1, distilled.AccuracyBySteps.Count }.Distinct().Select(steps =>
        {
            var pair = PairedComparison.Of(distilled, other, steps);
            var outcome = pair.Samples < FewestRecordings ? PairedOutcome.Level : pair.Outcome;
            return new DemoComparison(name, steps, pair.Difference, pair.OnlyFirst, pair.OnlySecond, pair.PValue, outcome);
        });
}
