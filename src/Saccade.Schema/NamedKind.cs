using Saccade.Files;

namespace Saccade.Schema;

/// <summary>One of some values, by its name.</summary>
/// <typeparam name="TValue">The values.</typeparam>
/// <param name="values">The values there are.</param>
/// <param name="nameOf">The name of each.</param>
/// <param name="aboutOf">What each means; null where the names say it.</param>
public sealed class NamedKind<TValue>(IReadOnlyList<TValue> values, Func<TValue, string> nameOf, Func<TValue, string>? aboutOf = null) : Kind<TValue>
{
    private readonly string[] _names = [.. values.Select(nameOf)];

    /// <inheritdoc/>
    public override string Expected => string.Join(" | ", _names);

    /// <inheritdoc/>
    public override ValueList<KeyAlternative> Alternatives { get; } = aboutOf is null ? [] : [.. values.Select(value => new KeyAlternative(nameOf(value), aboutOf(value)))];

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out TValue value)
    {
        string name = node is ScalarNode scalar ? scalar.Text : "";
        int index = Array.IndexOf(_names, name);
        value = index < 0 ? default! : values[index];
        return index >= 0 || binding.Refuse(node, path, Nearest.OneOf(name, _names));
    }

    /// <inheritdoc/>
    public override Node Write(TValue value) => ScalarNode.OfText(nameOf(value));

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.OneOf(_names);
}
