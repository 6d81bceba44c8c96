using System.Globalization;

namespace Saccade.Schema;

/// <summary>A number in single precision for which a condition holds; never infinite, never not a number.</summary>
/// <param name="inner">What it may be, as a number in double precision.</param>
public sealed class SingleKind(NumberKind inner) : ScalarKind<float>(inner.Expected)
{
    /// <summary>Above 0.</summary>
    public static SingleKind Positive { get; } = new(NumberKind.Positive);

    /// <summary>0 or more.</summary>
    public static SingleKind NotNegative { get; } = new(NumberKind.NotNegative);

    /// <summary>0 to below 1.</summary>
    public static SingleKind BelowOne { get; } = new(NumberKind.BelowOne);

    /// <summary>Any number.</summary>
    public static SingleKind Any { get; } = new(NumberKind.Any);

    /// <inheritdoc/>
    public override Node Write(float value) => new ScalarNode(NumberKind.Plain(value.ToString("R", CultureInfo.InvariantCulture)), isPlain: true);

    /// <inheritdoc/>
    public override bool TryParse(ScalarNode scalar, out float value)
    {
        // What rounds to 0 or to infinity is not the number that was asked for.
        bool read = inner.TryParse(scalar, out double wide);
        value = (float)wide;
        return read && float.IsFinite(value) && (value != 0) == (wide != 0);
    }
}
