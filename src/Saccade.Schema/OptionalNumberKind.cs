namespace Saccade.Schema;

/// <summary>A number, or null.</summary>
public sealed class OptionalNumberKind(NumberKind inner) : Kind<double?>
{
    /// <inheritdoc/>
    public override string Expected => inner.Expected + ", or null";

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out double? value)
    {
        value = null;
        if (node is ScalarNode { IsNull: true })
            return true;
        if (node is not ScalarNode scalar || !inner.TryParse(scalar, out double number))
            return binding.Refuse(node, path, Expected);
        value = number;
        return true;
    }

    /// <inheritdoc/>
    public override Node Write(double? value) => value is { } number ? inner.Write(number) : new ScalarNode("null", isPlain: true);
}
