namespace Saccade.Schema;

/// <summary>A value that is one scalar.</summary>
public abstract class ScalarKind<TValue>(string expected) : Kind<TValue>
{
    /// <inheritdoc/>
    public override string Expected => expected;

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out TValue value)
    {
        value = default!;
        return (node is ScalarNode scalar && TryParse(scalar, out value)) || binding.Refuse(node, path, Expected);
    }

    /// <summary>Takes the value out of a scalar.</summary>
    public abstract bool TryParse(ScalarNode scalar, out TValue value);
}
