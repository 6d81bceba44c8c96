using Saccade.Cli.Output;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;

namespace Saccade.Cli.Train;

/// <summary>Shows how training goes: a passing line for batches, a line that stays for epochs.</summary>
/// <param name="display">Where.</param>
/// <param name="time">The clock.</param>
/// <param name="recipe">The recipe.</param>
internal sealed class TrainingDisplay(ProgressDisplay display, TimeProvider time, Recipe recipe) : ITrainingObserver
{
    /// <summary>Phases of up to so many epochs show each of them, longer ones the quarters.</summary>
    private const int FewEpochs = 30;

    private string? _phase;
    private long _start;
    private int _firstBatch;

    public void Observe(TrainingEvent happened)
    {
        switch (happened)
        {
            case PhaseStarted e:
                display.Line($"{e.Phase}: {e.Network} network, {Text.Count(e.Epochs, "epoch")}, {Text.Count(e.Steps, e.Network == "spiking" ? "time step" : "frame")}{Own(e)}{Memory(e)}");
                if (Unseen(e) is { } unseen)
                    display.Line(unseen);
                break;
            case RunResumed e:
                display.Line($"{e.Phase}: going on after {e.Epoch} of {Text.Count(recipe.Phase(e.Phase).Epochs, "epoch")}");
                break;
            case ConversionDone { AccuracyBefore: { } before, AccuracyAfter: { } after } e:
                display.Line($"{e.Phase}: converted; validation on its frames {Text.Percent(before)} before, {Text.Percent(after)} after");
                break;
            case BatchDone e:
                ShowBatch(e);
                break;
            case EpochDone e when IsShown(e):
                ShowEpoch(e);
                break;
            case PhaseEnded { KeptAccuracy: { } accuracy } e:
                display.Line($"{e.Phase}: kept epoch {e.KeptEpoch}, {(e.DecidedBy == "test" ? "chosen by the test part, on which it has" : "validation")} {Text.Percent(accuracy)}");
                break;
        }
    }

    private static string Own(PhaseStarted e) => e.OwnSamples is { } samples ? $", {Text.Count(samples, "recording")} of its own data" : "";

    private static string Memory(PhaseStarted e) => e.PlannedBytes is { } bytes ? $", about {Text.Bytes(bytes)} of memory a batch" : "";

    /// <summary>Which frames the network does not see, and which key says so.</summary>
    private static string? Unseen(PhaseStarted e)
    {
        if (e.Positions is not { } seen || e.FrameCount is not { } count || seen.Count >= count)
            return null;
        string key = e.Frames is "ann" or "snn" ? $"{e.Phase}.frames is {e.Frames}, the recipe's share of them" : $"{e.Phase}.frames is {e.Frames}";
        return $"{e.Phase}: sees frames {Ranges(seen)} of 0-{count - 1}; {key}";
    }

    private static string Ranges(IReadOnlyList<int> positions)
    {
        var runs = positions.Select((p, i) => (Value: p, Run: p - i)).GroupBy(p => p.Run).Select(g => (First: g.First().Value, Last: g.Last().Value));
        return string.Join(", ", runs.Select(r => r.First == r.Last ? $"{r.First}" : $"{r.First}-{r.Last}"));
    }

    private bool IsShown(EpochDone e)
    {
        int epochs = recipe.Phase(e.Phase).Epochs;
        return epochs <= FewEpochs || (e.Epoch * 4 / epochs) > ((e.Epoch - 1) * 4 / epochs);
    }

    private void ShowBatch(BatchDone e)
    {
        var phase = recipe.Phase(e.Phase);
        int batch = ((e.Epoch - 1) * e.Batches) + e.Batch;
        if (_phase != e.Phase)
            (_phase, _start, _firstBatch) = (e.Phase, time.GetTimestamp(), batch);
        double rate = (batch - _firstBatch) / Math.Max(1e-6, time.GetElapsedTime(_start).TotalSeconds);
        display.Status(() =>
        {
            string speed = rate > 0 ? $"  {Text.Number(rate * phase.Batch, "0")} samples/s  {Text.Duration(TimeSpan.FromSeconds(((e.Batches * phase.Epochs) - batch) / rate))} to go" : "";
            return $"{e.Phase}  epoch {e.Epoch}/{phase.Epochs}  batch {e.Batch}/{e.Batches}  loss {Text.Number(e.Loss, "0.0000")}{speed}";
        });
    }

    private void ShowEpoch(EpochDone e)
    {
        string validation = e.ValidationAccuracy is { } accuracy ? $"  validation {Text.Percent(accuracy),7}" : "";
        string test = e.TestAccuracy is { } chooser ? $"  test, which chooses {Text.Percent(chooser),7}" : "";
        string line = $"{e.Phase} {e.Epoch}/{recipe.Phase(e.Phase).Epochs}  loss {Text.Number(e.TrainLoss, "0.0000")}  train {Text.Percent(e.TrainAccuracy),7}{validation}{test}";
        string speed = $"  {Text.Number(e.SamplesPerSecond, "0")} samples/s{(e.Exchange is { } exchange ? $", {Text.Bytes((long)exchange.SentBytesPerStep)} sent and {Text.Number(exchange.WaitedSecondsPerStep * 1e3, "0.0")} ms waited a step" : "")}";
        // What is learned matters more than how fast: the speed gives way where a line would break.
        display.Line(line.Length + speed.Length <= display.Width ? line + speed : line);
    }
}
