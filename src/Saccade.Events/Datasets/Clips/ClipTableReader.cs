using System.Globalization;
using Saccade.Events.Sources;

namespace Saccade.Events.Datasets.Clips;

/// <summary>Reads a table of clips: a heading, then class, start and end in microseconds.</summary>
internal static class ClipTableReader
{
    /// <exception cref="DatasetException">A line is not such a table's; the message says which.</exception>
    public static ClipLine[] Read(RecordingSource source, SourceFile table, string recording, ClipTables clips, DatasetLayout layout, bool correct)
    {
        using var reader = new StreamReader(source.OpenFile(table));
        List<ClipLine> lines = [];
        _ = reader.ReadLine(); // the heading
        for (int number = 2; reader.ReadLine() is { } text; number++)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (Parse(text) is not var (kind, start, end))
                throw new DatasetException(source.Describe(table), $"line {number}: expected a class, a start and a later end in microseconds, got '{text.Trim()}'");
            int label = kind - clips.FirstClass;
            if (label < 0 || label >= layout.Classes?.Count)
                throw new DatasetException(source.Describe(table), $"line {number}: expected a class from {clips.FirstClass} to {clips.FirstClass + layout.Classes?.Count - 1}, got {kind}");
            var correction = correct ? clips.Corrections.FirstOrDefault(c => c.Recording == recording && c.Class == kind && c.WrongEnd == end) : null;
            lines.Add(new ClipLine(label, start, correction?.RightEnd ?? end));
        }

        return [.. lines];
    }

    private static (int Class, long Start, long End)? Parse(string text)
    {
        string[] cells = text.Split(',', StringSplitOptions.TrimEntries);
        return cells.Length == 3
            && int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out int kind)
            && long.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            && long.TryParse(cells[2], NumberStyles.None, CultureInfo.InvariantCulture, out long end)
            && start < end
            ? (kind, start, end)
            : null;
    }
}

/// <summary>A line of a table of clips.</summary>
/// <param name="Label">Label, from 0.</param>
/// <param name="Start">Time of the first event that belongs to it, in microseconds.</param>
/// <param name="End">Time from which events do not belong to it any more, in microseconds.</param>
internal readonly record struct ClipLine(int Label, long Start, long End);
