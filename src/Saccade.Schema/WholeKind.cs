using System.Globalization;

namespace Saccade.Schema;

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
}
