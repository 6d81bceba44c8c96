using Saccade.Events.Cache;

namespace Saccade.Cli.Output;

/// <summary>Shows how recordings become frames.</summary>
/// <param name="display">Where.</param>
/// <param name="time">The clock.</param>
internal sealed class PreparationDisplay(ProgressDisplay display, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public void Show(PreparationProgress progress) => display.Status(() =>
    {
        double seconds = time.GetElapsedTime(_start).TotalSeconds, rate = progress.Done / Math.Max(1e-3, seconds);
        var rest = TimeSpan.FromSeconds((progress.Total - progress.Done) / Math.Max(1e-3, rate));
        return $"reading recordings  {Text.Count(progress.Done)} of {Text.Count(progress.Total)}  {Text.Number(rate, "0")} a second  {Text.Duration(rest)} to go";
    });
}
