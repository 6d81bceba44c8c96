namespace Saccade.Bench;

/// <summary>One line of the table.</summary>
internal sealed record BenchRow(
    string Group, string Name, string Way, double Seconds, double Best, double Spread, double Rate, string Unit, double ShareOfLimit, double TimesFirst, int Samples, int Events, string Note)
{
    public override string ToString()
    {
        string rate = Rate > 0 ? $"{Rate / 1e9:F1} {Unit}" : "";
        string share = Rate > 0 ? $"{100 * ShareOfLimit:F0} %" : "";
        string perSample = Samples > 0 ? $"{Time(Seconds / Samples)} a sample" : Events > 0 ? $"{Events / Seconds / 1e6:F0} M events/s" : "";
        return $"| {Name} | {Way} | {Time(Seconds)} | {Time(Best)} | {100 * Spread:F0} % | {rate} | {share} | {TimesFirst:F2} | {string.Join("; ", ((string[])[perSample, Note]).Where(s => s.Length > 0))} |";
    }

    private static string Time(double seconds) => seconds switch
    {
        >= 1 => $"{seconds:F2} s",
        >= 1e-3 => $"{seconds * 1e3:F2} ms",
        _ => $"{seconds * 1e6:F1} us",
    };
}
