using Saccade.Training.Recipes.Text;

namespace Saccade.Training.Recipes.Schema;

/// <summary>A number, or null.</summary>
internal sealed class OptionalNumberKind(NumberKind inner) : Kind<double?>
{
    /// <inheritdoc/>
    public override string Expected => inner.Expected + ", or null";

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out double? value)
    {
        value = null;
        if (node is ScalarNode { IsNull: true })
            return true;
        bool read = inner.TryRead(node, path, binding, out double number);
        value = number;
        return read;
    }

    /// <inheritdoc/>
    public override Node Write(double? value) => value is { } number ? inner.Write(number) : new ScalarNode("null", isPlain: true);
}
