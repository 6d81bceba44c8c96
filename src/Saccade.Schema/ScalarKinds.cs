using System.Globalization;
using System.Text.RegularExpressions;

namespace Saccade.Schema;

/// <summary>A value that is one scalar.</summary>
public abstract class ScalarKind<TValue>(string expected) : Kind<TValue>
{
    /// <inheritdoc/>
    public override string Expected => expected;

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out TValue value)
    {
        value = default!;
        return (node is ScalarNode scalar && TryParse(scalar, out value)) || binding.Refuse(node, path, Expected);
    }

    /// <summary>Takes the value out of a scalar.</summary>
    public abstract bool TryParse(ScalarNode scalar, out TValue value);
}

/// <summary>A text, of a pattern if one is given. A number without quotes counts as a text too.</summary>
public sealed class TextKind(string expected, Regex? pattern = null) : ScalarKind<string>(expected)
{
    /// <inheritdoc/>
    public override Node Write(string value) => ScalarNode.OfText(value);

    /// <inheritdoc/>
    public override bool TryParse(ScalarNode scalar, out string value)
    {
        value = scalar.Text;
        return !scalar.IsNull && value.Length > 0 && (pattern is null || pattern.IsMatch(value));
    }

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.TextOf(pattern);
}

/// <summary>true or false.</summary>
public sealed class FlagKind() : ScalarKind<bool>("true or false")
{
    /// <inheritdoc/>
    public override Node Write(bool value) => new ScalarNode(value ? "true" : "false", isPlain: true);

    /// <inheritdoc/>
    public override bool TryParse(ScalarNode scalar, out bool value)
    {
        value = scalar is { IsPlain: true, Text: "true" };
        return value || scalar is { IsPlain: true, Text: "false" };
    }

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.Map(("type", JsonSchema.Text("boolean")));
}

/// <summary>A whole number in a range.</summary>
public sealed class WholeKind(int minimum, int maximum) : ScalarKind<int>($"a whole number from {minimum} to {maximum}")
{
    /// <inheritdoc/>
    public override Node Write(int value) => new ScalarNode(value.ToString(CultureInfo.InvariantCulture), isPlain: true);

    /// <inheritdoc/>
    public override bool TryParse(ScalarNode scalar, out int value)
    {
        value = 0;
        return scalar.IsPlain && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum;
    }

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.Map(
        ("type", JsonSchema.Text("integer")), ("minimum", JsonSchema.Number(minimum)), ("maximum", JsonSchema.Number(maximum)));
}

/// <summary>A seed.</summary>
public sealed class SeedKind() : ScalarKind<ulong>($"a whole number from 0 to {ulong.MaxValue}")
{
    /// <inheritdoc/>
    public override Node Write(ulong value) => new ScalarNode(value.ToString(CultureInfo.InvariantCulture), isPlain: true);

    /// <inheritdoc/>
    public override bool TryParse(ScalarNode scalar, out ulong value)
    {
        value = 0;
        return scalar.IsPlain && ulong.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.Map(("type", JsonSchema.Text("integer")), ("minimum", JsonSchema.Number(0)));
}

/// <summary>A number in a range; never infinite, never not a number.</summary>
/// <param name="range">The range.</param>
/// <param name="thing">What messages call the number.</param>
public sealed class NumberKind(NumberRange range, string thing = "a number") : ScalarKind<double>(range.Of(thing))
{
    /// <summary>Above 0.</summary>
    public static NumberKind Positive { get; } = new(new NumberRange(0, IsOpenBelow: true));

    /// <summary>0 or more.</summary>
    public static NumberKind NotNegative { get; } = new(new NumberRange(0));

    /// <summary>0 to below 1.</summary>
    public static NumberKind BelowOne { get; } = new(new NumberRange(0, 1, IsOpenAbove: true));

    /// <summary>0 to 1.</summary>
    public static NumberKind UpToOne { get; } = new(new NumberRange(0, 1));

    /// <summary>Any number.</summary>
    public static NumberKind Any { get; } = new(new NumberRange());

    /// <inheritdoc/>
    public override Node Write(double value) => new ScalarNode(Plain(value.ToString("R", CultureInfo.InvariantCulture)), isPlain: true);

    /// <inheritdoc/>
    public override bool TryParse(ScalarNode scalar, out double value)
    {
        value = 0;
        return scalar.IsPlain && double.TryParse(scalar.Text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value) && range.Contains(value);
    }

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => range.ToJsonSchema();

    // YAML 1.1 takes 1e-05 for a text: a number with an exponent needs a point there.
    internal static string Plain(string number)
    {
        string text = number.Replace('E', 'e');
        int exponent = text.IndexOf('e', StringComparison.Ordinal);
        return exponent >= 0 && !text.Contains('.', StringComparison.Ordinal) ? text.Insert(exponent, ".0") : text;
    }
}

/// <summary>A number in single precision, in a range; never infinite, never not a number.</summary>
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

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => inner.ToJsonSchema(definitions);
}

/// <summary>One of the names of an enumeration, in small letters with hyphens.</summary>
public sealed class ChoiceKind<TEnum> : Kind<TEnum>
    where TEnum : struct, Enum
{
    private readonly TEnum[] _values = Enum.GetValues<TEnum>();
    private readonly string[] _names = [.. Enum.GetNames<TEnum>().Select(KebabCase.Of)];

    /// <inheritdoc/>
    public override string Expected => string.Join(" | ", _names);

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out TEnum value)
    {
        int index = node is ScalarNode scalar ? Array.IndexOf(_names, scalar.Text) : -1;
        value = index < 0 ? default : _values[index];
        return index >= 0 || binding.Refuse(node, path, Nearest.OneOf(node is ScalarNode { Text: var text } ? text : "", _names));
    }

    /// <inheritdoc/>
    public override Node Write(TEnum value) => ScalarNode.OfText(_names[Array.IndexOf(_values, value)]);

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.OneOf(_names);
}
