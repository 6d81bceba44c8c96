using System.Globalization;

namespace Saccade.Schema;

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
}
