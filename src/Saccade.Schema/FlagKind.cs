namespace Saccade.Schema;

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
}
