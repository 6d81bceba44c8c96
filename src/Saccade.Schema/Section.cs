namespace Saccade.Schema;

/// <summary>A map with known keys, read into a record. The one description of a record: reading, writing and the reference all come from it.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="defaults">A record with the values of keys that are not given.</param>
public sealed class Section<T>(T defaults) : Kind<T>
    where T : class
{
    private readonly List<Field> _fields = [];
    private readonly Dictionary<string, string> _former = new(StringComparer.Ordinal);
    private Func<T, string, Binding, T> _complete = (value, _, _) => value;

    /// <inheritdoc/>
    public override string Expected => "a map";

    /// <summary>The keys, in the order in which they are written.</summary>
    public IReadOnlyList<string> Keys => [.. _fields.Select(f => f.Key)];

    /// <summary>What the record is, in one sentence for the reference; empty if nothing was said.</summary>
    public string About { get; private set; } = "";

    /// <summary>Says what the record is.</summary>
    /// <param name="about">One sentence.</param>
    public Section<T> Means(string about)
    {
        ArgumentException.ThrowIfNullOrEmpty(about);
        About = about;
        return this;
    }

    /// <summary>Adds a key.</summary>
    /// <typeparam name="TValue">The type of its value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="kind">What its value may be.</param>
    /// <param name="get">Takes the value out of a record.</param>
    /// <param name="set">The record with that value.</param>
    /// <param name="about">Its meaning, for the reference.</param>
    /// <param name="required">Whether it must be given.</param>
    /// <param name="omitsDefault">Whether it is left out when a record is written and the value is its default: a key that came later then leaves what was written before, and hashes of it, as they were.</param>
    /// <param name="depends">Whether its default depends on other keys, as its meaning says; then the reference shows none.</param>
    public Section<T> Key<TValue>(string key, Kind<TValue> kind, Func<T, TValue> get, Func<T, TValue, T> set, string about, bool required = false, bool omitsDefault = false, bool depends = false)
    {
        _fields.Add(new Field<TValue>(key, kind, get, set, about, required, omitsDefault, depends));
        return this;
    }

    /// <summary>Names what has taken the place of a key that there once was; whoever still gives it is told what to give instead.</summary>
    /// <param name="key">The key of earlier versions.</param>
    /// <param name="instead">What is to be written now, for example <c>the key 'outputs'</c>.</param>
    public Section<T> Formerly(string key, string instead)
    {
        _former.Add(key, instead);
        return this;
    }

    /// <summary>Sets how defaults that depend on other keys are found, once all keys are read.</summary>
    public Section<T> Complete(Func<T, string, Binding, T> complete)
    {
        _complete = complete;
        return this;
    }

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out T value) => TryRead(node, path, binding, "", out value);

    /// <summary>Reads a record from a map that may have one more key, which was read already.</summary>
    public bool TryRead(Node node, string path, Binding binding, string discriminator, out T value)
    {
        value = defaults;
        if (node is not MapNode map)
            return binding.Refuse(node, path, $"a map with keys such as {string.Join(", ", Keys.Take(3))}");
        foreach (var (key, source, below) in map.Entries.Where(entry => entry.Key != discriminator))
        {
            string at = Binding.Below(path, key);
            binding.Note(at, source);
            if (_fields.Find(f => f.Key == key) is { } field)
                value = field.Read(value, below, at, binding);
            else if (_former.TryGetValue(key, out string? instead))
                binding.Problems.Add(source, at, "a key of an earlier version", instead);
            else
                binding.Problems.Add(source, at, "an unknown key", Nearest.OneOf(key, [.. Keys.Prepend(discriminator).Where(k => k.Length > 0)]));
        }

        foreach (var missing in _fields.Where(field => field.IsRequired && map.Find(field.Key) is null))
            binding.Problems.Add(node.Source, Binding.Below(path, missing.Key), "no such key", missing.Expected);
        value = _complete(value, path, binding);
        return true;
    }

    /// <inheritdoc/>
    public override Node Write(T value)
    {
        var map = new MapNode();
        foreach (var field in _fields)
        {
            if (!field.IsOmitted(value, defaults))
                map.Add(field.Key, field.Write(value));
        }

        return map;
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyDescription> Describe(string path) => _fields.SelectMany(field => field.Describe(Binding.Below(path, field.Key), defaults));

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => ToJsonSchema(definitions, "", "");

    /// <summary>The keys as a JSON schema, of a map that may have one more key.</summary>
    /// <param name="definitions">Holds what several values share.</param>
    /// <param name="discriminator">The further key; empty for none.</param>
    /// <param name="name">What it says.</param>
    internal MapNode ToJsonSchema(JsonSchemaDefinitions definitions, string discriminator, string name)
    {
        var properties = new MapNode();
        if (discriminator.Length > 0)
            properties.Add(discriminator, JsonSchema.Map(("const", JsonSchema.Text(name))));
        foreach (var field in _fields)
            properties.Add(field.Key, field.ToJsonSchema(definitions, defaults));
        string[] required = [.. _fields.Where(field => field.IsRequired).Select(field => field.Key)];
        return JsonSchema.Map(
            ("type", JsonSchema.Text("object")),
            ("properties", properties),
            ("required", required.Length == 0 ? null : JsonSchema.Texts(required)),
            ("additionalProperties", JsonSchema.Flag(false)));
    }

    private abstract class Field(string key, bool required)
    {
        public string Key => key;

        public bool IsRequired => required;

        public abstract string Expected { get; }

        public abstract T Read(T target, Node node, string path, Binding binding);

        public abstract bool IsOmitted(T source, T defaults);

        public abstract Node Write(T source);

        public abstract IEnumerable<KeyDescription> Describe(string path, T source);

        public abstract MapNode ToJsonSchema(JsonSchemaDefinitions definitions, T source);
    }

    private sealed class Field<TValue>(string key, Kind<TValue> kind, Func<T, TValue> get, Func<T, TValue, T> set, string about, bool required, bool omitsDefault, bool depends)
        : Field(key, required)
    {
        public override string Expected => kind.Expected;

        public override T Read(T target, Node node, string path, Binding binding) => kind.TryRead(node, path, binding, out var value) ? set(target, value) : target;

        public override bool IsOmitted(T source, T defaults) => omitsDefault && EqualityComparer<TValue>.Default.Equals(get(source), get(defaults));

        public override Node Write(T source) => kind.Write(get(source));

        public override IEnumerable<KeyDescription> Describe(string path, T source) =>
            [new KeyDescription(path, kind.Expected, Default(source) is { } node ? NodeText.ToLine(node) : "", about) { IsRequired = IsRequired, Alternatives = kind.Alternatives }, .. kind.Describe(path)];

        // The default of a map is that of its keys, which say it themselves.
        public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions, T source)
            => JsonSchema.Described(kind.ToJsonSchema(definitions), about, Default(source) is var node and not MapNode ? node : null);

        private Node? Default(T source) => IsRequired || depends ? null : kind.Write(get(source));
    }
}
