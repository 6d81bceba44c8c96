using System.Globalization;

namespace Saccade.Schema;

/// <summary>A range of numbers.</summary>
/// <param name="Minimum">The smallest; null for none.</param>
/// <param name="Maximum">The largest; null for none.</param>
/// <param name="IsOpenBelow">Whether the smallest itself is left out.</param>
/// <param name="IsOpenAbove">Whether the largest itself is left out.</param>
public sealed record NumberRange(double? Minimum = null, double? Maximum = null, bool IsOpenBelow = false, bool IsOpenAbove = false)
{
    /// <summary>Whether a number lies in it.</summary>
    public bool Contains(double value)
        => (Minimum is not { } low || (IsOpenBelow ? value > low : value >= low)) && (Maximum is not { } high || (IsOpenAbove ? value < high : value <= high));

    /// <summary>A thing in this range, for messages: for example <c>a number from 0 to below 1</c>.</summary>
    /// <param name="thing">The thing.</param>
    public string Of(string thing) => (Minimum, Maximum) switch
    {
        (null, null) => thing,
        ({ } low, null) => IsOpenBelow ? $"{thing} above {Shown(low)}" : $"{thing} of {Shown(low)} or more",
        (null, { } high) => IsOpenAbove ? $"{thing} below {Shown(high)}" : $"{thing} of {Shown(high)} or less",
        ({ } low, { } high) => $"{thing} from {(IsOpenBelow ? "above " : "")}{Shown(low)} to {(IsOpenAbove ? "below " : "")}{Shown(high)}",
    };

    internal MapNode ToJsonSchema() => JsonSchema.Map(
        ("type", JsonSchema.Text("number")),
        (IsOpenBelow ? "exclusiveMinimum" : "minimum", Minimum is { } low ? JsonSchema.Number(low) : null),
        (IsOpenAbove ? "exclusiveMaximum" : "maximum", Maximum is { } high ? JsonSchema.Number(high) : null));

    private static string Shown(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
