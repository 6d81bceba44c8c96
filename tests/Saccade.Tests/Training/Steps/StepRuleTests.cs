using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Tests.Training.Loops;
using Saccade.Training.Loops;
using Saccade.Training.Losses;
using Saccade.Training.Recipes;
using Saccade.Training.Steps;
using Xunit;

namespace Saccade.Tests.Training.Steps;

public sealed class StepRuleTests
{
    private static readonly PhaseRecipe _eachStep = Tiny.Direct with { Frames = FrameSelection.All, Objective = [new CrossEntropy { Of = LogitsOf.EachStep }, new Tet { Weight = 0.5 }] };

    [Fact]
    public void TruncatedBptt_OverAllSteps_IsBptt_ToTheBit()
        => AssertSame(Train(new StepRule.Bptt()), Train(new StepRule.TruncatedBptt(4)), "one piece of four steps");

    [Fact]
    public void TruncatedBptt_OfOneStep_IsSltt_ToTheBit()
        => AssertSame(Train(new StepRule.TruncatedBptt(1)), Train(new StepRule.Sltt()), "pieces of one step");

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Rule_LearnsSomethingElseThanBptt_AndTheSameOnAnyNumberOfThreads(StepRule rule)
    {
        var one = Train(rule);

        AssertSame(one, Train(rule, threads: 3), "three threads");
        Assert.NotEqual(Train(new StepRule.Bptt()).Network.Parameters[0].Values, one.Network.Parameters[0].Values);
    }

    public static TheoryData<StepRule> Pieces => [new StepRule.TruncatedBptt(2), new StepRule.Sltt(), new StepRule.Sltt(2)];

    [Fact]
    public void Sltt_TakesTheSameMemoryForTwelveStepsAsForFour_AndBpttDoesNot()
    {
        Assert.Equal(Peak(new StepRule.Sltt(), 4), Peak(new StepRule.Sltt(), 12));
        Assert.True(Peak(new StepRule.Bptt(), 12) > 2 * Peak(new StepRule.Bptt(), 4));
    }

    [Theory]
    [InlineData("{kind: sltt}", "[{kind: cross-entropy}]", "phases.a.objective.0: got a cross-entropy that needs all steps at once, together with gradients that are taken in pieces")]
    [InlineData("{kind: truncated-bptt}", "[{kind: tet}]", "phases.a.gradients.steps: got no such key")]
    [InlineData("{kind: truncated-bptt, steps: 0}", "[{kind: tet}]", "phases.a.gradients.steps: got 0, expected a whole number from 1")]
    public void Recipe_ThatCannotBe_SaysWhy(string rule, string objective, string message)
    {
        var e = Assert.Throws<RecipeException>(() => RecipeReader.Read($"{{name: r, phases: {{a: {{network: spiking, gradients: {rule}, objective: {objective}}}}}}}", "r"));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    private static RunResult Train(StepRule rule, int threads = 1) => Tiny.Run(Tiny.Recipe(_eachStep with { Gradients = rule }), threads).Result;

    private static long Peak(StepRule rule, int frames)
    {
        var recipe = Tiny.Recipe(_eachStep with { Gradients = rule, Epochs = 1 });
        recipe = recipe with { Frames = recipe.Frames with { Count = frames }, Data = recipe.Data with { Validation = 0 } };
        using var engine = new Engine(1);
        new RecipeRunner(engine, recipe, Tiny.Data(recipe), new Saccade.Training.RunLog.TrainingObservers(), new NoRunStore()).Run();
        engine.Pool.ResetPeak(); // buffers are there now
        new RecipeRunner(engine, recipe with { Data = recipe.Data with { Test = 0 } }, Saccade.Training.Data.TrainingData.Load(recipe, null), new Saccade.Training.RunLog.TrainingObservers(), new NoRunStore()).Run();
        return engine.Pool.PeakBytes;
    }

    private static void AssertSame(RunResult expected, RunResult actual, string what)
    {
        foreach (var (a, b) in expected.Network.Parameters.Zip(actual.Network.Parameters))
            Close.SameBits(a.Values, b.Values, $"{what}: {a.Name}");
    }
}
