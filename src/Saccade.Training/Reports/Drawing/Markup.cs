using System.Globalization;
using System.Net;
using System.Text;

namespace Saccade.Training.Reports.Drawing;

/// <summary>Builds HTML and SVG. Everything interpolated into <see cref="Add(FormattableString)"/> is escaped, so that no name in a log can become markup.</summary>
internal sealed class Markup
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup; the values in it are escaped and numbers get at most two decimals.</summary>
    public Markup Add(FormattableString markup)
    {
        object?[] values = [.. markup.GetArguments().Select(Escape)];
        _text.AppendFormat(CultureInfo.InvariantCulture, markup.Format, values).Append('\n');
        return this;
    }

    /// <summary>Adds what another builder made.</summary>
    public Markup Add(Markup other)
    {
        _text.Append(other._text);
        return this;
    }

    /// <summary>Adds text as it is; for constants of the program only.</summary>
    public Markup AddConstant(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static object Escape(object? value) => value switch
    {
        null => "",
        Markup markup => markup._text.ToString(),
        double number => Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture),
        _ => WebUtility.HtmlEncode(Printable(Convert.ToString(value, CultureInfo.InvariantCulture)!)),
    };

    // HTML cannot hold most control characters, not even escaped.
    private static string Printable(string text) => new([.. text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c)]);
}
