using System.Globalization;

namespace Saccade.Schema;

/// <summary>A number for which a condition holds; never infinite, never not a number.</summary>
public sealed class NumberKind(string expected, Func<double, bool> holds) : ScalarKind<double>(expected)
{
    /// <summary>Above 0.</summary>
    public static NumberKind Positive { get; } = new("a number above 0", x => x > 0);

    /// <summary>0 or more.</summary>
    public static NumberKind NotNegative { get; } = new("a number of 0 or more", x => x >= 0);

    /// <summary>0 to below 1.</summary>
    public static NumberKind BelowOne { get; } = new("a number from 0 to below 1", x => x is >= 0 and < 1);

    /// <summary>0 to 1.</summary>
    public static NumberKind UpToOne { get; } = new("a number from 0 to 1", x => x is >= 0 and <= 1);

    /// <summary>Any number.</summary>
    public static NumberKind Any { get; } = new("a number", _ => true);

    /// <inheritdoc/>
    public override Node Write(double value) => new ScalarNode(Plain(value.ToString("R", CultureInfo.InvariantCulture)), isPlain: true);

    /// <inheritdoc/>
    public override bool TryParse(ScalarNode scalar, out double value)
    {
        value = 0;
        return scalar.IsPlain && double.TryParse(scalar.Text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value) && holds(value);
    }

    // YAML 1.1 takes 1e-05 for a text: a number with an exponent needs a point there.
    internal static string Plain(string number)
    {
        string text = number.Replace('E', 'e');
        int exponent = text.IndexOf('e', StringComparison.Ordinal);
        return exponent >= 0 && !text.Contains('.', StringComparison.Ordinal) ? text.Insert(exponent, ".0") : text;
    }
}
