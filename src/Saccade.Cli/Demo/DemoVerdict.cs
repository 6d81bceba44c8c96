using Saccade.Cli.Output;
using Saccade.Recognition;

namespace Saccade.Cli.Demo;

/// <summary>Who wins and why, in one sentence that follows from the numbers of a demo alone.</summary>
internal static class DemoVerdict
{
    public static string Of(int samples, double? teacher, IReadOnlyList<DemoRun> runs, IReadOnlyList<DemoComparison> comparisons)
    {
        if (samples < DemoComparison.FewestRecordings)
            return $"{Text.Count(samples, "test recording")} are too few to say who wins; the numbers only show that everything works.";
        bool ahead = comparisons.Any(c => c.Outcome == PairedOutcome.Ahead), behind = comparisons.Any(c => c.Outcome == PairedOutcome.Behind);
        string winner = (ahead, behind) switch
        {
            (true, false) => "Distillation wins",
            (false, true) => "Direct training wins",
            (true, true) => "Both win somewhere",
            _ => "Nobody wins",
        };
        string stands = string.Join(", and ", comparisons.GroupBy(c => c.With).Select(group => Stands(runs.First(r => r.Name == group.Key).Title, [.. group])));
        return $"{winner}: distillation is {stands}{Reason(ahead, behind, teacher, runs)}.";
    }

    /// <summary>What the verdict rests on; null where there are too few recordings for one.</summary>
    public static string? Evidence(int samples, IReadOnlyList<DemoRun> runs, IReadOnlyList<DemoComparison> comparisons)
    {
        if (samples < DemoComparison.FewestRecordings)
            return null;
        string pairs = string.Join("; ", comparisons.Select(c => $"against \"{runs.First(r => r.Name == c.With).Title}\" at T={c.Steps} {Text.Number(100 * c.Difference, "+0.0;-0.0;0.0")} points, {Chance(c)}"));
        return $"Distillation {pairs}. p: McNemar's exact test on the same {Text.Count(samples, "test recording")}; level from p = {Text.Number(PairedComparison.Level)} on.";
    }

    /// <summary>The p value as text.</summary>
    public static string Chance(DemoComparison c) => c.PValue < 0.001 ? "p < 0.001" : $"p = {Text.Number(c.PValue, "0.000")}";

    /// <summary>For example: ahead of "direct" at T=1 and level with it at T=5.</summary>
    private static string Stands(string title, DemoComparison[] pair)
    {
        string places = string.Join(" and ", pair.Select(c => $"T={c.Steps}"));
        return pair.All(c => c.Outcome == pair[0].Outcome)
            ? $"{Word(pair[0])} \"{title}\" at {places}"
            : $"{Word(pair[0])} \"{title}\" at T={pair[0].Steps} and {Word(pair[1])} it at T={pair[1].Steps}";
    }

    private static string Word(DemoComparison c) => c.Outcome switch
    {
        PairedOutcome.Ahead => "ahead of",
        PairedOutcome.Behind => "behind",
        _ => "level with",
    };

    /// <summary>The teacher sees frames one by one: if that is enough to be about as good as networks that see them in order, it has something to teach.</summary>
    private static string Reason(bool ahead, bool behind, double? teacher, IReadOnlyList<DemoRun> runs)
    {
        if (teacher is not { } accuracy || !(ahead || behind))
            return "";
        bool knows = accuracy >= runs.Skip(1).Max(r => r.Test!.AccuracyBySteps[0]);
        string fact = $"its teacher, which looks at frames one by one, is right on {Text.Percent(accuracy)} of the validation recordings";
        if (ahead && behind)
            return $"; {fact}{(knows ? "" : " only")}";
        return (ahead, knows) switch
        {
            (true, true) => $", because {fact} and teaches every step to decide like that",
            (true, false) => $", although {fact} only",
            (false, true) => $", although {fact}",
            (false, false) => $", because {fact} only: what tells these classes apart is the order of the frames",
        };
    }
}
