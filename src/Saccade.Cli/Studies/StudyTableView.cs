using Saccade.Cli.Output;
using Saccade.Files;
using Saccade.Training.Studies;

namespace Saccade.Cli.Studies;

/// <summary>Prints the table of a study.</summary>
internal static class StudyTableView
{
    public static void Write(StudyTable table, TableFormat format, TextWriter writer)
    {
        switch (format)
        {
            case TableFormat.Csv:
                writer.Write(StudyTableText.ToCsv(table));
                break;
            case TableFormat.Latex:
                writer.Write(StudyTableText.ToLatex(table));
                break;
            case TableFormat.Json:
                writer.Write(StudyTableText.ToJson(table));
                break;
            case TableFormat.Markdown:
                writer.Write(StudyTableText.ToMarkdown(table));
                break;
            default:
                WriteText(table, writer);
                break;
        }
    }

    /// <summary>Keeps the table in all forms that need no width.</summary>
    public static void Save(StudyTable table, string folder)
    {
        foreach (var (name, text) in new[]
        {
            ("table.csv", StudyTableText.ToCsv(table)), ("table.tex", StudyTableText.ToLatex(table)), ("table.json", StudyTableText.ToJson(table)), ("table.md", StudyTableText.ToMarkdown(table)),
        })
            AtomicFile.WriteText(Path.Combine(folder, name), text);
    }

    private static void WriteText(StudyTable table, TextWriter writer)
    {
        var cells = StudyTableText.Cells(table);
        // Words may wrap, numbers may not.
        var text = new TextTable([.. cells[0].Select((head, i) => head == "chosen" || head.StartsWith("against", StringComparison.Ordinal) ? "<" + head : head)]);
        foreach (var row in cells.Skip(1))
            text.Add([.. row]);
        text.Write(writer);
        writer.WriteLine();
        foreach (string note in StudyTableText.Notes(table))
        {
            foreach (string line in Wrapped.Lines(note, TerminalWriter.WidthOf(writer)))
                writer.WriteLine(line);
        }
    }
}
