using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Saccade.Recognition;

namespace Saccade.Training.Studies;

/// <summary>The table of a study as text in the forms that papers, spreadsheets and programs want.</summary>
public static class StudyTableText
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Headings and cells for people: accuracies in per cent, mean and spread.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The headings first; cells that say nothing are empty.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Cells(StudyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        bool isPublished = table.Rows.Any(row => row.Published is not null), isChosen = table.Rows.Any(row => row.Chosen is not null), isCompared = table.Rows.Any(row => row.Comparisons.Count > 0);
        IEnumerable<string> Line(string name, Func<StudyColumn, string> fact, string seeds, Func<int, string> score, string published, string chosen, string against) =>
        [
            name, .. table.Columns.Select(fact), seeds, .. table.Steps.Select(score), .. isPublished ? [published] : Array.Empty<string>(), .. isCompared ? [against] : Array.Empty<string>(),
            .. isChosen ? [chosen] : Array.Empty<string>(),
        ];
        return
        [
            [.. Line("setting", Heading, "seeds", t => $"T={t}", "published", "chosen", $"against {table.Against}")],
            .. table.Rows.Select(row => (IReadOnlyList<string>)
            [
                .. Line(row.Title, column => Fact(row, column), row.Done == row.Of ? $"{row.Done}" : $"{row.Done} of {row.Of}", t => Score(row, t), Published(row), row.Chosen ?? "", Stands(row)),
            ]),
        ];
    }

    /// <summary>Sentences that belong below the table.</summary>
    /// <param name="table">The table.</param>
    public static IEnumerable<string> Notes(StudyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        string recordings = table.Recordings is { } n ? string.Create(CultureInfo.InvariantCulture, $" of {n:N0} recordings") : "";
        yield return $"Per cent of right decisions after T time steps on the {Lower(table.Split)} part{recordings}; mean and sample standard deviation over the seeds.";
        if (table.Recordings is null && table.Rows.Any(row => row.Done > 0))
            yield return "The runs were tried on different recordings: settings with different ones are not compared.";
        if (table.Rows.Any(row => row.Comparisons.Count > 0))
            yield return $"Paired test on the same seeds and recordings (McNemar's exact test; with several seeds a sign test over recordings): level from p = {Number(PairedComparison.Level, "0.##")} on.";
        foreach (var source in table.Rows.Where(row => row.Source is not null).GroupBy(row => row.Source))
            yield return $"published: {source.Key}{(source.Count() == table.Rows.Count(row => row.Source is not null) ? "" : $" ({string.Join(", ", source.Select(row => row.Title))})")}.";
        if (table.Rows.Any(row => row.Chosen is not null))
            yield return "chosen: the value with the best mean accuracy on the validation part after all steps.";
        foreach (var row in table.Rows.Where(row => row.ChoseByTest))
            yield return $"{row.Title}: the {Lower(table.Split)} part chose the epoch, so its numbers flatter it.";
    }

    /// <summary>Markdown.</summary>
    public static string ToMarkdown(StudyTable table)
    {
        var cells = Cells(table);
        static string Row(IEnumerable<string> row) => $"| {string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";
        var text = new StringBuilder(Row(cells[0])).Append(Row(cells[0].Select(_ => "---")).Replace(" ", ""));
        foreach (var row in cells.Skip(1))
            text.Append(Row(row));
        text.Append('\n');
        foreach (string note in Notes(table))
            text.Append(note).Append('\n');
        return text.ToString();
    }

    /// <summary>A tabular of LaTeX for the package booktabs.</summary>
    public static string ToLatex(StudyTable table)
    {
        var cells = Cells(table);
        static string Row(IEnumerable<string> row) => $"{string.Join(" & ", row.Select(Latex))} \\\\\n";
        var text = new StringBuilder($"\\begin{{tabular}}{{l{new string('r', cells[0].Count - 1)}}}\n\\toprule\n").Append(Row(cells[0])).Append("\\midrule\n");
        foreach (var row in cells.Skip(1))
            text.Append(Row(row));
        text.Append("\\bottomrule\n\\end{tabular}\n");
        foreach (string note in Notes(table))
            text.Append("% ").Append(note).Append('\n');
        return text.ToString();
    }

    /// <summary>Comma-separated values: a line for each setting and number of steps, accuracies from 0 to 1.</summary>
    public static string ToCsv(StudyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var text = new StringBuilder("setting,title,split,steps,mean,spread,seeds,chosen,against,difference,p,outcome,published_percent,published_steps,source,neuron,parameters,minutes\n");
        foreach (var row in table.Rows)
        {
            foreach (var score in row.Scores)
            {
                var compared = row.Comparisons.FirstOrDefault(c => c.Steps == score.Steps);
                bool isLast = score == row.Scores[^1];
                string[] cells =
                [
                    row.Setting, row.Title, Lower(table.Split), $"{score.Steps}", Number(score.Mean), score.Spread is { } s ? Number(s) : "", $"{row.Done}", row.Chosen ?? "", compared is null ? "" : table.Against,
                    compared is null ? "" : Number(compared.Difference), compared is null ? "" : Number(compared.Paired.PValue), compared is null ? "" : Lower(compared.Paired.Outcome),
                    isLast && row.Published is { } p ? Number(p.Percent) : "", isLast ? $"{row.Published?.Steps}" : "", isLast ? row.Source ?? "" : "",
                    row.Network?.Neuron ?? "", $"{row.Network?.Parameters}", row.Minutes is { } minutes ? Number(minutes) : "",
                ];
                text.Append(string.Join(',', cells.Select(Csv))).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>JSON: the table as it is, keys in snake case.</summary>
    public static string ToJson(StudyTable table) => JsonSerializer.Serialize(table, _json) + "\n";

    private static string Heading(StudyColumn column) => column == StudyColumn.Steps ? "T" : Lower(column);

    private static string Fact(StudyTableRow row, StudyColumn column) => column switch
    {
        StudyColumn.Neuron => row.Network?.Neuron ?? "",
        StudyColumn.Parameters => row.Network?.Parameters.ToString("N0", CultureInfo.InvariantCulture) ?? "",
        StudyColumn.Steps => $"{row.Steps}",
        _ => row.Minutes is { } minutes ? Number(minutes, "0.0") : "",
    };

    /// <summary>The figure, and its steps where they are others.</summary>
    private static string Published(StudyTableRow row)
        => row.Published is not { } figure ? "" : Number(figure.Percent, "0.0#") + (figure.Steps == row.Steps ? "" : $" (T={figure.Steps})");

    private static string Score(StudyTableRow row, int steps) => row.Scores.FirstOrDefault(s => s.Steps == steps) is not { } score
        ? ""
        : Number(100 * score.Mean, "0.0") + (score.Spread is { } spread ? $" ± {Number(100 * spread, "0.0")}" : "");

    /// <summary>How a setting stands after the first and the last of the reported steps.</summary>
    private static string Stands(StudyTableRow row)
    {
        var ends = row.Comparisons.Count == 0 ? [] : new[] { row.Comparisons[0], row.Comparisons[^1] }.Distinct();
        return string.Join("; ", ends.Select(c => $"{Lower(c.Paired.Outcome)} at T={c.Steps} (p {(c.Paired.PValue < 0.001 ? "< 0.001" : Number(c.Paired.PValue, "0.000"))})"));
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Number(double value, string format = "R") => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Csv(string cell) => cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Latex(string cell)
    {
        var text = new StringBuilder();
        foreach (char c in cell)
        {
            text.Append(c switch
            {
                '±' => "$\\pm$",
                '<' or '>' => $"${c}$",
                '\\' => "\\textbackslash{}",
                '~' or '^' => $"\\{c}{{}}",
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{c}",
                _ => $"{c}",
            });
        }

        return text.ToString();
    }
}
