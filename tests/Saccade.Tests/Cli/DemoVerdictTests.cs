using Saccade.Cli.Demo;
using Saccade.Cli.Train;
using Saccade.Recognition;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>The sentence follows from the numbers.</summary>
public sealed class DemoVerdictTests
{
    [Fact]
    public void AheadSomewhere_AndBehindNowhere_Wins()
    {
        string verdict = Verdict(teacher: 0.96, Compare("direct", 40, 10), Compare("direct", 12, 10), Compare("each-step", 40, 10), Compare("each-step", 45, 15));

        Assert.Equal(
            "Distillation wins: distillation is ahead of \"d\" at T=1 and level with it at T=5, and ahead of \"e\" at T=1 and T=5, because its teacher, which looks at frames one by one, "
            + "is right on 96.0 % of the validation recordings and teaches every step to decide like that.",
            verdict);
    }

    [Fact]
    public void BehindSomewhere_WithAPoorTeacher_IsTheTeachersFault()
    {
        string verdict = Verdict(teacher: 0.5, Compare("direct", 10, 10), Compare("direct", 10, 40), Compare("each-step", 10, 10), Compare("each-step", 10, 40));

        Assert.StartsWith("Direct training wins: distillation is level with \"d\" at T=1 and behind it at T=5, and level with", verdict, StringComparison.Ordinal);
        Assert.EndsWith(", because its teacher, which looks at frames one by one, is right on 50.0 % of the validation recordings only: what tells these classes apart is the order of the frames.", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void OutcomesThatTheTeacherDoesNotExplain_AreNotExplainedByIt()
    {
        Assert.Contains(", although its teacher", Verdict(teacher: 0.5, Compare("direct", 40, 10)), StringComparison.Ordinal);
        Assert.Contains(", although its teacher", Verdict(teacher: 0.99, Compare("direct", 10, 40)), StringComparison.Ordinal);
        Assert.DoesNotContain("teacher", Verdict(teacher: null, Compare("direct", 40, 10)), StringComparison.Ordinal);
    }

    [Fact]
    public void LevelEverywhere_OrWinsOnBothSides_NamesNoWinner()
    {
        Assert.Equal("Nobody wins: distillation is level with \"d\" at T=1 and T=5.", Verdict(teacher: 0.9, Compare("direct", 12, 10), Compare("direct", 10, 12)));
        Assert.StartsWith("Both win somewhere: distillation is ahead of \"d\" at T=1 and behind it at T=5; its teacher, which looks at frames one by one, is right on 90.0 %", Verdict(teacher: 0.9, Compare("direct", 40, 10), Compare("direct", 10, 40)), StringComparison.Ordinal);
    }

    [Fact]
    public void FewRecordings_SayNothing_HoweverTheyFall()
    {
        var one = Of(Enumerable.Repeat(true, 199));
        var other = Of(Enumerable.Repeat(false, 199));

        Assert.All(DemoComparison.Of(one, "direct", other), c => Assert.Equal(PairedOutcome.Level, c.Outcome));
        Assert.Equal("199 test recordings are too few to say who wins; the numbers only show that everything works.", DemoVerdict.Of(199, 0.9, Runs(), []));
    }

    [Fact]
    public void Comparison_IsAfterTheFirstStepAndAfterTheLast()
    {
        var one = Of(Enumerable.Range(0, 400).Select(i => i % 10 != 0));
        var other = Of(Enumerable.Range(0, 400).Select(i => i % 5 != 0));

        var comparisons = DemoComparison.Of(one, "direct", other).ToList();

        Assert.Equal([1, 5], comparisons.Select(c => c.Steps));
        Assert.All(comparisons, c => Assert.Equal((PairedOutcome.Ahead, 40, 0), (c.Outcome, c.OnlyDistilled, c.OnlyOther)));
        Assert.All(DemoComparison.Of(other, "direct", one), c => Assert.Equal(PairedOutcome.Behind, c.Outcome));
        Assert.All(DemoComparison.Of(one, "direct", one), c => Assert.Equal((PairedOutcome.Level, 1.0), (c.Outcome, c.PValue)));
    }

    private static string Verdict(double? teacher, params DemoComparison[] comparisons)
        => DemoVerdict.Of(1000, teacher, Runs(), [.. comparisons.Select((c, i) => c with { Steps = i % 2 == 0 ? 1 : 5 })]);

    private static DemoComparison Compare(string name, int onlyDistilled, int onlyOther)
    {
        double p = new PairedComparison(onlyDistilled, onlyOther, 1000).PValue;
        var outcome = p >= PairedComparison.Level ? PairedOutcome.Level : onlyDistilled > onlyOther ? PairedOutcome.Ahead : PairedOutcome.Behind;
        return new DemoComparison(name, 1, (onlyDistilled - onlyOther) / 1000.0, onlyDistilled, onlyOther, p, outcome);
    }

    private static List<DemoRun> Runs()
        => [.. new[] { ("hsd", "h"), ("direct", "d"), ("each-step", "e") }.Select(r => new DemoRun(r.Item1, r.Item2, "", "", 1, 2, 1, null, new EvaluationSummary(1000, 0.9, [0.8, 0.9], 0.1, 0.2)))];

    private static Evaluation Of(IEnumerable<bool> right)
    {
        bool[] all = [.. right];
        return new Evaluation(all.Length, 0, [.. Enumerable.Repeat(all.Count(r => r) / (double)all.Length, 5)], []) { RightBySteps = [.. Enumerable.Repeat(all, 5)] };
    }
}
