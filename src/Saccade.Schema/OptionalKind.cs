namespace Saccade.Schema;

/// <summary>A value of a reference type, or null.</summary>
public sealed class OptionalKind<TValue>(Kind<TValue> inner) : Kind<TValue?>
    where TValue : class
{
    /// <inheritdoc/>
    public override string Expected => inner.Expected + ", or null";

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out TValue? value)
    {
        if (node is not ScalarNode { IsNull: true })
            return inner.TryRead(node, path, binding, out value!);
        value = null;
        return true;
    }

    /// <inheritdoc/>
    public override Node Write(TValue? value) => value is null ? new ScalarNode("null", isPlain: true) : inner.Write(value);

    /// <inheritdoc/>
    public override IEnumerable<KeyDescription> Describe(string path) => inner.Describe(path);
}
