using System.Globalization;
using System.Text;

namespace Saccade.Training.Reports.Drawing;

/// <summary>A link that saves the numbers of a figure as CSV; they are in the page itself.</summary>
internal static class CsvLink
{
    /// <summary>The link.</summary>
    /// <param name="title">Title of the figure; the file is named after it.</param>
    /// <param name="rows">The rows, the heading first.</param>
    public static Markup Of(string title, IEnumerable<IEnumerable<object?>> rows)
    {
        StringBuilder text = new();
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        string name = string.Concat(title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return new Markup().Add($" <a class=\"csv\" download=\"{name}.csv\" href=\"data:text/csv;charset=utf-8;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(text.ToString()))}\" aria-label=\"{title} as CSV\">CSV</a>");
    }

    private static string Cell(object? value)
    {
        string text = value is double number ? (double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
