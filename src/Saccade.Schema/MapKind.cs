using Saccade.Files;

namespace Saccade.Schema;

/// <summary>A map from names to values of one kind, in their order.</summary>
/// <typeparam name="TEntry">A name with its value.</typeparam>
/// <typeparam name="TValue">The values.</typeparam>
/// <param name="inner">What each value may be.</param>
/// <param name="name">What each name may be.</param>
/// <param name="make">Makes an entry.</param>
/// <param name="split">Takes an entry apart.</param>
/// <param name="atLeast">The smallest number of entries.</param>
public sealed class MapKind<TEntry, TValue>(Kind<TValue> inner, TextKind name, Func<string, TValue, TEntry> make, Func<TEntry, (string Name, TValue Value)> split, int atLeast)
    : Kind<ValueList<TEntry>>
{
    /// <inheritdoc/>
    public override string Expected => $"a map of at least {atLeast} names, each with {inner.Expected}";

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out ValueList<TEntry> value)
    {
        value = [];
        if (node is not MapNode map || map.Entries.Count < atLeast)
            return binding.Refuse(node, path, Expected);
        var entries = new List<TEntry>();
        foreach (var (key, source, below) in map.Entries)
        {
            string at = Binding.Below(path, key);
            binding.Note(at, source);
            if (!name.TryParse(new ScalarNode(key, isPlain: false), out _))
                binding.Problems.Add(source, at, $"the name '{key}'", name.Expected);
            else if (inner.TryRead(below, at, binding, out var item))
                entries.Add(make(key, item));
        }

        value = [.. entries];
        return entries.Count == map.Entries.Count;
    }

    /// <inheritdoc/>
    public override Node Write(ValueList<TEntry> value)
    {
        var map = new MapNode();
        foreach (var entry in value)
        {
            var (key, item) = split(entry);
            map.Add(key, inner.Write(item));
        }

        return map;
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyDescription> Describe(string path) => inner.Describe(path + ".NAME");

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.Map(
        ("type", JsonSchema.Text("object")),
        ("propertyNames", name.ToJsonSchema(definitions)),
        ("additionalProperties", inner.ToJsonSchema(definitions)),
        ("minProperties", atLeast == 0 ? null : JsonSchema.Number(atLeast)));
}
