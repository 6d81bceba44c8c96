namespace Saccade.Schema;

/// <summary>
/// The parts of a JSON schema (draft 7) that several keys share, or that hold themselves, as layers inside layers do: each is written once and referred to by its name.
/// </summary>
public sealed class JsonSchemaDefinitions
{
    private const string Draft = "http://json-schema.org/draft-07/schema#";

    private readonly Dictionary<object, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly MapNode _definitions = new();

    private JsonSchemaDefinitions()
    {
    }

    /// <summary>A whole JSON schema.</summary>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="kind">What a document holds.</param>
    /// <param name="title">What a document is called.</param>
    /// <param name="about">What it is, in a sentence.</param>
    public static MapNode Document<TValue>(Kind<TValue> kind, string title, string about)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var definitions = new JsonSchemaDefinitions();
        var root = kind.ToJsonSchema(definitions);
        var document = JsonSchema.Map(("$schema", JsonSchema.Text(Draft)), ("title", JsonSchema.Text(title)), ("description", JsonSchema.Text(about)));
        foreach (var entry in root.Entries)
            document.Add(entry);
        document.Add("definitions", definitions._definitions);
        return document;
    }

    /// <summary>A reference to a part, which is made when it is first asked for.</summary>
    /// <param name="owner">Whose part it is.</param>
    /// <param name="name">Its name; a number is added if that is taken.</param>
    /// <param name="make">Makes it.</param>
    public MapNode Refer(object owner, string name, Func<MapNode> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (!_names.TryGetValue(owner, out string? known))
        {
            known = _names.ContainsValue(name) ? $"{name}-{_names.Values.Count(n => n.StartsWith(name, StringComparison.Ordinal)) + 1}" : name;
            _names.Add(owner, known);
            _definitions.Set(known, make());
        }

        return JsonSchema.Map(("$ref", JsonSchema.Text($"#/definitions/{known}")));
    }
}
