namespace Saccade.Schema;

/// <summary>A map whose key <c>kind</c> (or another) says which record it is.</summary>
/// <typeparam name="TBase">What the records have in common.</typeparam>
/// <param name="discriminator">The key that says so.</param>
/// <param name="defaultCase">The case when the key is not given; null if it must be.</param>
public sealed class Union<TBase>(string discriminator, string? defaultCase) : Kind<TBase>
    where TBase : class
{
    private readonly List<Case> _cases = [];
    private readonly Dictionary<string, string> _former = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string Expected => $"a map with {discriminator}: {string.Join(" | ", Names)}";

    /// <summary>What the discriminator may say.</summary>
    public IReadOnlyList<string> Names => [.. _cases.Where(c => c.IsWritten).Select(c => c.Name)];

    /// <summary>Adds a record.</summary>
    /// <typeparam name="TCase">The record.</typeparam>
    /// <param name="name">What the discriminator says.</param>
    /// <param name="section">The other keys.</param>
    /// <param name="fits">Which records of this type are meant, where a type has several names; null for all of them.</param>
    public Union<TBase> Add<TCase>(string name, Section<TCase> section, Func<TCase, bool>? fits = null)
        where TCase : class, TBase
    {
        _cases.Add(new Case<TCase>(name, section, fits ?? (_ => true)));
        return this;
    }

    /// <summary>Adds a name of earlier versions that is still read, and never written.</summary>
    public Union<TBase> AddFormer<TCase>(string name, Section<TCase> section)
        where TCase : class, TBase
    {
        _cases.Add(new Case<TCase>(name, section, fits: null));
        return this;
    }

    /// <summary>Names what has taken the place of a name that there once was; whoever still gives it is told what to give instead.</summary>
    /// <param name="name">The name of earlier versions.</param>
    /// <param name="instead">What is to be written now.</param>
    public Union<TBase> Formerly(string name, string instead)
    {
        _former.Add(name, instead);
        return this;
    }

    /// <summary>What the discriminator says of a record.</summary>
    /// <exception cref="ArgumentException">No case has this record.</exception>
    public string NameOf(TBase value) => CaseOf(value).Name;

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out TBase value)
    {
        value = default!;
        if (node is not MapNode map)
            return binding.Refuse(node, path, Expected);
        string at = Binding.Below(path, discriminator);
        var given = map.Find(discriminator);
        string? name = given is null ? defaultCase : (given as ScalarNode)?.Text;
        if (_cases.Find(c => c.Name == name) is { } found)
        {
            if (given is not null)
                binding.Note(at, given.Source);
            return found.TryRead(map, path, binding, discriminator, out value);
        }

        if (given is not null)
            return binding.Refuse(given, at, _former.TryGetValue(name ?? "", out string? instead) ? instead : Nearest.OneOf(name ?? "", [.. Names]));
        binding.Problems.Add(node.Source, at, "no such key", Nearest.OneOf("", [.. Names]));
        return false;
    }

    /// <inheritdoc/>
    public override Node Write(TBase value) => CaseOf(value).Write(value, discriminator);

    /// <inheritdoc/>
    public override IEnumerable<KeyDescription> Describe(string path)
    {
        string at = Binding.Below(path, discriminator);
        yield return new KeyDescription(at, string.Join(" | ", Names), defaultCase ?? "", "Which of them it is; it decides what other keys there are.") { IsRequired = defaultCase is null, Alternatives = [.. _cases.Where(c => c.IsWritten && c.About.Length > 0).Select(c => new KeyAlternative(c.Name, c.About))] };
        var cases = _cases.Where(c => c.IsWritten).Select(c => (c.Name, Keys: c.Describe(path).ToArray())).ToArray();
        var shared = cases.Select(c => c.Keys.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).ToHashSet();
        foreach (var key in cases[0].Keys.Where(shared.Contains))
            yield return key;
        foreach (var same in cases.SelectMany(c => c.Keys.Where(k => !shared.Contains(k)).Select(key => (c.Name, Key: key))).GroupBy(c => c.Key))
            yield return same.Key with { Cases = [new KeyCase(at, [.. same.Select(c => c.Name)]), .. same.Key.Cases] };
    }

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        return definitions.Refer(this, KebabCase.Of(typeof(TBase).Name), () => JsonSchema.Map(
            ("type", JsonSchema.Text("object")),
            ("properties", JsonSchema.Map((discriminator, JsonSchema.Described(JsonSchema.OneOf(Names), "Which of them it is.", defaultCase is null ? null : JsonSchema.Text(defaultCase))))),
            ("required", defaultCase is null ? JsonSchema.Texts([discriminator]) : null),
            ("allOf", JsonSchema.List(_cases.Where(c => c.IsWritten).Select(c => JsonSchema.Map(("if", Says(c.Name)), ("then", c.ToJsonSchema(definitions, discriminator))))))));
    }

    // A map without the discriminator says the default case.
    private MapNode Says(string name) => JsonSchema.Map(
        ("properties", JsonSchema.Map((discriminator, JsonSchema.Map(("const", JsonSchema.Text(name)))))),
        ("required", name == defaultCase ? null : JsonSchema.Texts([discriminator])));

    private Case CaseOf(TBase value) => _cases.Find(c => c.Fits(value))
        ?? throw new ArgumentException($"got a {value?.GetType().Name ?? "null"}, which has no name here, expected {Nearest.OneOf("", [.. Names])}; register its kind first");

    private abstract class Case(string name, bool isWritten)
    {
        public string Name => name;

        public bool IsWritten => isWritten;

        public abstract string About { get; }

        public abstract bool Fits(TBase value);

        public abstract bool TryRead(MapNode map, string path, Binding binding, string discriminator, out TBase value);

        public abstract MapNode Write(TBase value, string discriminator);

        public abstract IEnumerable<KeyDescription> Describe(string path);

        public abstract MapNode ToJsonSchema(JsonSchemaDefinitions definitions, string discriminator);
    }

    private sealed class Case<TCase>(string name, Section<TCase> section, Func<TCase, bool>? fits) : Case(name, fits is not null)
        where TCase : class, TBase
    {
        public override string About => section.About;

        public override bool Fits(TBase value) => fits is not null && value is TCase one && fits(one);

        public override bool TryRead(MapNode map, string path, Binding binding, string discriminator, out TBase value)
        {
            bool read = section.TryRead(map, path, binding, discriminator, out var record);
            value = record;
            return read;
        }

        public override MapNode Write(TBase value, string discriminator)
        {
            var map = new MapNode();
            map.Add(discriminator, ScalarNode.OfText(Name));
            foreach (var entry in ((MapNode)section.Write((TCase)value)).Entries)
                map.Add(entry);
            return map;
        }

        public override IEnumerable<KeyDescription> Describe(string path) => section.Describe(path);

        public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions, string discriminator) => section.ToJsonSchema(definitions, discriminator, Name);
    }
}
