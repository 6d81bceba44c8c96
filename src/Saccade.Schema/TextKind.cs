using System.Text.RegularExpressions;

namespace Saccade.Schema;

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
}
