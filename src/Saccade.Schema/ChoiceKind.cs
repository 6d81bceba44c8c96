namespace Saccade.Schema;

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
}
