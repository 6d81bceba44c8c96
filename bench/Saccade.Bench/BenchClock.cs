using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Saccade.Bench;

/// <summary>Where time comes from.</summary>
internal sealed partial class BenchClock(bool cpuTime) : TimeProvider
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux
    private const long Nanoseconds = 1_000_000_000;

    public override long TimestampFrequency => Nanoseconds;

    public override long GetTimestamp() => (long)(Seconds() * Nanoseconds);

    /// <summary>Seconds since some moment: of the clock on the wall, or of this thread's work.</summary>
    public double Seconds()
    {
        if (!cpuTime)
            return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        if (!OperatingSystem.IsLinux() || GetTime(ThreadCpuTime, out var time) != 0)
            throw new PlatformNotSupportedException("--cpu-time needs Linux");
        return time.Seconds + time.Nanoseconds * 1e-9;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
