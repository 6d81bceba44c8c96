using Saccade.Cli.Output;
using Xunit;

namespace Saccade.Tests.Cli;

public sealed class ProgressDisplayTests
{
    [Fact]
    public void WithoutTerminal_PassingStates_AreShownEveryHalfMinute()
    {
        var time = new ManualTime();
        var console = new CapturedConsole { Time = time };
        var display = new ProgressDisplay(console);

        for (int second = 0; second < 95; second++, time.Advance(TimeSpan.FromSeconds(1)))
        {
            int now = second;
            display.Status(() => $"at {now}");
        }

        Assert.Equal("at 30\nat 60\nat 90\n", console.Error.ToString());
    }

    [Fact]
    public void WithoutTerminal_ALineThatStays_PutsThePassingOnesOff()
    {
        var time = new ManualTime();
        var console = new CapturedConsole { Time = time };
        var display = new ProgressDisplay(console);

        time.Advance(TimeSpan.FromSeconds(29));
        display.Line("epoch");
        time.Advance(TimeSpan.FromSeconds(29));
        display.Status(() => "too early");

        Assert.Equal("epoch\n", console.Error.ToString());
    }

    [Fact]
    public void AtATerminal_OneLineIsOverwritten_CutToTheWidth_AndErased()
    {
        var time = new ManualTime();
        var console = new CapturedConsole { Time = time, IsInteractive = true, Width = 8 };
        var display = new ProgressDisplay(console);

        time.Advance(TimeSpan.FromSeconds(1));
        display.Status(() => "0123456789");
        display.Status(() => "too early");
        display.Line("stays");
        display.Clear();

        Assert.Equal("\r0123456\u001b[K\r\u001b[Kstays\n", console.Error.ToString());
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
