using System.Diagnostics;
using System.Globalization;

namespace Saccade.Training.Benchmarks;

/// <summary>The most memory that this process had at once.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status", ClearReferences = "/proc/self/clear_refs", Key = "VmHWM:";

    /// <summary>Starts measuring anew where the system can (Linux).</summary>
    /// <returns>Whether it did; otherwise <see cref="Read"/> covers the whole life of the process.</returns>
    public static bool Reset()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            using var file = new FileStream(ClearReferences, FileMode.Open, FileAccess.Write);
            file.Write("5"u8);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // a container may forbid it
        }
    }

    /// <summary>The largest resident set in bytes.</summary>
    public static long Read()
    {
        if (OperatingSystem.IsLinux() && File.ReadLines(Status).FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)) is { } line)
            return 1024 * long.Parse(line.AsSpan(Key.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture);
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
