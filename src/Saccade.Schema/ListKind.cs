using Saccade.Files;

namespace Saccade.Schema;

/// <summary>A list of values of one kind.</summary>
/// <typeparam name="TValue">The values.</typeparam>
/// <param name="inner">What each may be.</param>
/// <param name="mayBeEmpty">Whether the list may be empty.</param>
public sealed class ListKind<TValue>(Kind<TValue> inner, bool mayBeEmpty = false) : Kind<ValueList<TValue>>
{
    /// <inheritdoc/>
    public override string Expected => (mayBeEmpty ? "a list: " : "a list of at least one: ") + inner.Expected;

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out ValueList<TValue> value)
    {
        value = [];
        if (node is not ListNode list || (list.Items.Count == 0 && !mayBeEmpty))
            return binding.Refuse(node, path, Expected);
        var values = new List<TValue>();
        for (int i = 0; i < list.Items.Count; i++)
        {
            string at = Binding.Below(path, i.ToString());
            binding.Note(at, list.Items[i].Source);
            if (inner.TryRead(list.Items[i], at, binding, out var item))
                values.Add(item);
        }

        value = [.. values];
        return values.Count == list.Items.Count;
    }

    /// <inheritdoc/>
    public override Node Write(ValueList<TValue> value) => new ListNode { Items = [.. value.Select(inner.Write)] };

    /// <inheritdoc/>
    public override IEnumerable<KeyDescription> Describe(string path) => inner.Describe(path + ".N");

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.Map(
        ("type", JsonSchema.Text("array")), ("items", inner.ToJsonSchema(definitions)), ("minItems", mayBeEmpty ? null : JsonSchema.Number(1)));
}
