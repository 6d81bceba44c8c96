using Saccade.Events.Cache;
using Saccade.Files;

namespace Saccade.Cli.Output;

/// <summary>
/// Progress on standard error. For a person at a terminal one line is overwritten; elsewhere lines stay, and of passing states only
/// one is shown every half minute, so that a log shows life without growing.
/// </summary>
/// <param name="console">The console.</param>
internal sealed class ProgressDisplay(ICommandConsole console)
{
    private static readonly TimeSpan _liveInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _plainInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private long _last = console.Time.GetTimestamp();
    private bool _isShown;

    /// <summary>Whether one line is overwritten.</summary>
    public bool IsLive => console.IsInteractive;

    /// <summary>Characters of a line of the terminal; of a file or a pipe, far more.</summary>
    public int Width => console.Error.Width;

    /// <summary>A passing state; shown if enough time went by since the last.</summary>
    public void Status(Func<string> text)
    {
        lock (_lock)
        {
            long now = console.Time.GetTimestamp();
            if (console.Time.GetElapsedTime(_last, now) < (IsLive ? _liveInterval : _plainInterval))
                return;
            _last = now;
            if (!IsLive)
            {
                console.Error.WriteLine(text());
                return;
            }

            string line = ShownText.Of(text());
            int room = Math.Max(1, console.Width - 1);
            console.Error.WriteControls("\r" + (line.Length > room ? line[..room] : line) + "\u001b[K");
            _isShown = true;
        }
    }

    /// <summary>A line that stays.</summary>
    public void Line(string text)
    {
        lock (_lock)
        {
            Erase();
            _last = console.Time.GetTimestamp();
            console.Error.WriteLine(text);
        }
    }

    /// <summary>Takes the passing state away.</summary>
    public void Clear()
    {
        lock (_lock)
            Erase();
    }

    private void Erase()
    {
        if (_isShown)
            console.Error.WriteControls("\r\u001b[K");
        _isShown = false;
    }
}

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
