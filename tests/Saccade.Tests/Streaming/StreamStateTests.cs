using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Tests.Networks;
using Xunit;

namespace Saccade.Tests.Streaming;

/// <summary>A state is all that a stream remembers.</summary>
public sealed class StreamStateTests
{
    private readonly StreamPlan _plan = StreamPlan.Compile(Nets.Trained(StreamNets.Describe("converted"), seed: 3));

    [Fact]
    public void CopyFrom_MidStream_GoesOnAlike()
    {
        var (runner, first, second) = (_plan.NewRunner(), _plan.NewState(), _plan.NewState());
        Step(runner, first, 1);
        Step(runner, second, 9);
        second.CopyFrom(first);
        Assert.Equal(first.Save(), second.Save());

        Step(runner, first, 2);
        Assert.NotEqual(first.Save(), second.Save());
        Step(runner, second, 2);

        Assert.Equal(first.Save(), second.Save());
        Assert.Equal(2, second.Steps);
    }

    [Fact]
    public void Reset_AfterSteps_IsANewState()
    {
        var state = _plan.NewState();
        byte[] fresh = state.Save();
        Step(_plan.NewRunner(), state, 1);
        Assert.NotEqual(fresh, state.Save());

        state.Reset();

        Assert.Equal(fresh, state.Save());
    }

    [Fact]
    public void Restore_OfWhatWasSaved_GoesOnInAnotherPlanOfTheSameModel()
    {
        var again = StreamPlan.Compile(Nets.Trained(StreamNets.Describe("converted"), seed: 3));
        var (first, second) = (_plan.NewState(), again.NewState());
        Step(_plan.NewRunner(), first, 1);

        second.Restore(first.Save());
        Step(_plan.NewRunner(), first, 2);
        Step(again.NewRunner(), second, 2);

        Assert.Equal(first.Save(), second.Save());
    }

    [Fact]
    public void Restore_OfOtherBytes_IsRefusedAndChangesNothing()
    {
        var state = _plan.NewState();
        Step(_plan.NewRunner(), state, 1);
        byte[] saved = state.Save(), damaged = [.. saved];
        damaged[9] ^= 1;
        var unfolded = StreamPlan.Compile(Nets.Trained(StreamNets.Describe("converted"), seed: 3), new StreamPlanOptions { Fold = false }).NewState();

        Assert.Throws<ArgumentException>(() => state.Restore([]));
        Assert.Throws<ArgumentException>(() => state.Restore(saved.AsSpan(0, saved.Length - 1)));
        Assert.Throws<ArgumentException>(() => state.Restore(damaged));
        Assert.Throws<ArgumentException>(() => state.Restore(unfolded.Save()));
        Assert.Equal(saved, state.Save());
    }

    [Fact]
    public void Probabilities_OfSomeSteps_AreThoseOfTheDecisionRule()
    {
        var (runner, state) = (_plan.NewRunner(), _plan.NewState());
        var scores = new StepScores(1, _plan.Classes);
        double[] probabilities = new double[_plan.Classes];
        Assert.Throws<InvalidOperationException>(() => state.Probabilities(probabilities));

        for (ulong t = 1; t <= 3; t++)
        {
            Step(runner, state, t);
            scores.Add(runner.Logits);
            state.Probabilities(probabilities);
            Assert.Equal(scores.Probabilities(0), probabilities);
            Assert.Equal(scores.Decide(0), state.Class);
        }

        Assert.Throws<ArgumentException>(() => state.Probabilities(new double[1]));
    }

    private static void Step(StreamRunner runner, StreamState state, ulong seed) => runner.Step(Nets.Frames(1, 1, seed), state);
}
