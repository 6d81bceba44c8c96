using Saccade.Cli.Output;
using Saccade.Events.Cache;
using Saccade.Training.RunLog;
using Saccade.Training.Studies;

namespace Saccade.Cli.Studies;

/// <summary>Shows how a study goes: a line for each run that ends, and a passing one with the time that is left.</summary>
/// <param name="display">Where.</param>
/// <param name="time">The clock.</param>
internal sealed class StudyDisplay(ProgressDisplay display, TimeProvider time) : IStudyObserver
{
    private double _workDone, _secondsDone, _workLeft;
    private string _place = "";
    private long _start;
    private double _firstShare = -1;
    private string _result = "";
    private PreparationDisplay? _preparation;

    public void Begin(StudyRun run, IReadOnlyList<StudyRun> left)
    {
        (_start, _firstShare, _result) = (time.GetTimestamp(), -1, "");
        _workLeft = left.Where(other => other != run).Sum(other => other.Work);
        _place = $"{run.Title} ({left.Count} left)";
        _preparation = new PreparationDisplay(display, time);
        display.Status(() => _place);
    }

    public void Prepare(PreparationProgress progress) => _preparation?.Show(progress);

    public void Observe(StudyRun run, TrainingEvent happened)
    {
        switch (happened)
        {
            case BatchDone e:
                ShowBatch(run, e);
                break;
            case Evaluated e:
                _result += $", {e.Split} {Text.Percent(e.Accuracy)}";
                break;
        }
    }

    public void End(StudyRun run, string? failure)
    {
        var elapsed = time.GetElapsedTime(_start);
        if (failure is not null)
        {
            display.Line($"{run.Title}: failed: {failure}");
            return;
        }

        _workDone += run.Work;
        _secondsDone += elapsed.TotalSeconds;
        string rest = _workLeft > 0 ? $"; about {Text.Duration(TimeSpan.FromSeconds(_workLeft * _secondsDone / _workDone))} to go" : "";
        display.Line($"{run.Title}: done in {Text.Duration(elapsed)}{_result}{rest}");
    }

    public void Wait(int left) => display.Status(() => $"waiting for {Text.Count(left, "run")} that other processes work on");

    private void ShowBatch(StudyRun run, BatchDone e)
    {
        double share = Share(run, e);
        if (_firstShare < 0)
            _firstShare = share; // a run that goes on has done some of it before
        display.Status(() =>
        {
            double seconds = time.GetElapsedTime(_start).TotalSeconds, done = (share - _firstShare) * run.Work;
            double rate = (_secondsDone + seconds) / Math.Max(1e-9, _workDone + done);
            string rest = done > 0 ? $"  about {Text.Duration(TimeSpan.FromSeconds(rate * (_workLeft + ((1 - share) * run.Work))))} to go" : "";
            return $"{_place}  {e.Phase}  epoch {e.Epoch}/{run.Recipe.Phase(e.Phase).Epochs}  loss {Text.Number(e.Loss, "0.0000")}{rest}";
        });
    }

    /// <summary>How much of a run is done, 0 to 1.</summary>
    private static double Share(StudyRun run, BatchDone e)
    {
        double Work(int index) => run.Recipe.Phases[index] is var phase ? (double)phase.Epochs * run.Recipe.Frames.Positions(phase.Frames).Count : 0;
        int current = run.Recipe.Phases.ToList().FindIndex(phase => phase.Name == e.Phase);
        double before = Enumerable.Range(0, current).Sum(Work), within = (e.Epoch - 1 + ((double)e.Batch / e.Batches)) / run.Recipe.Phases[current].Epochs;
        return (before + (within * Work(current))) / run.Work;
    }
}
