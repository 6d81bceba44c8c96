using Saccade.Cli.Output;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;

namespace Saccade.Cli.Demo;

/// <summary>Shows how one run of the demo goes: a passing line for batches, a line that stays for each phase.</summary>
/// <param name="display">Where.</param>
/// <param name="time">The clock.</param>
/// <param name="recipe">The recipe.</param>
internal sealed class DemoDisplay(ProgressDisplay display, TimeProvider time, Recipe recipe) : ITrainingObserver
{
    private long _phaseStart, _runStart;
    private int _epochsBefore;

    public void Observe(TrainingEvent happened)
    {
        switch (happened)
        {
            case RunStarted:
                _runStart = time.GetTimestamp();
                break;
            case PhaseStarted:
                _phaseStart = time.GetTimestamp();
                break;
            case BatchDone e:
                display.Status(() => Progress(e));
                break;
            case PhaseEnded e:
                int epochs = recipe.Phase(e.Phase).Epochs;
                _epochsBefore += epochs;
                string validation = e.KeptAccuracy is { } accuracy ? $", validation {Text.Percent(accuracy)}" : "";
                display.Line($"  {e.Phase}: {Text.Count(epochs, "epoch")} in {Text.Duration(time.GetElapsedTime(_phaseStart))}{validation}");
                break;
        }
    }

    private string Progress(BatchDone e)
    {
        double done = _epochsBefore + e.Epoch - 1 + ((double)e.Batch / e.Batches), all = recipe.Phases.Sum(p => p.Epochs);
        var rest = time.GetElapsedTime(_runStart) * ((all - done) / done);
        return $"  {e.Phase}: epoch {e.Epoch} of {recipe.Phase(e.Phase).Epochs}, loss {Text.Number(e.Loss, "0.000")}, {Text.Duration(rest)} to go";
    }
}
