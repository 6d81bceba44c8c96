using Saccade.Files;

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
    public override ValueList<KeyAlternative> Alternatives => inner.Alternatives;

    /// <inheritdoc/>
    public override IEnumerable<KeyDescription> Describe(string path) => inner.Describe(path);

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.OrNull(inner.ToJsonSchema(definitions));
}

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

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.OrNull(inner.ToJsonSchema(definitions));
}
