using System.Globalization;

namespace Saccade.Cli.Output;

/// <summary>Numbers and words as people read them.</summary>
internal static class Text
{
    public static string Percent(double share) => double.IsNaN(share) ? "-" : (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>For example <c>1 recording</c> or <c>1,200 recordings</c>.</summary>
    public static string Count(long value, string singular, string? plural = null) => $"{Count(value)} {(value == 1 ? singular : plural ?? singular + "s")}";

    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 0.01 => $"{time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)} ms",
        < 1 => $"{time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms",
        < 60 => $"{time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
        < 3600 => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} bytes",
        < 1 << 20 => $"{(bytes / 1024.0).ToString("0.0", CultureInfo.InvariantCulture)} KiB",
        < 1 << 30 => $"{(bytes / (1024.0 * 1024)).ToString("0.0", CultureInfo.InvariantCulture)} MiB",
        _ => $"{(bytes / (1024.0 * 1024 * 1024)).ToString("0.0", CultureInfo.InvariantCulture)} GiB",
    };

    public static string Number(double value, string format = "0.###") => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>An argument as a shell wants it.</summary>
    public static string Quote(string argument)
        => argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_./\\:=,+@%".Contains(c)) ? argument : $"'{argument.Replace("'", "'\\''")}'";
}
