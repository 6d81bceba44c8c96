using Saccade.Files;

namespace Saccade.Schema;

/// <summary>What a value of a recipe may be: how it is read, checked and written.</summary>
/// <typeparam name="TValue">The type of the value.</typeparam>
public abstract class Kind<TValue>
{
    /// <summary>What messages say is expected.</summary>
    public abstract string Expected { get; }

    /// <summary>Reads a value; what is wrong with it goes to the binding's problems.</summary>
    /// <param name="node">The value before it has a type.</param>
    /// <param name="path">Its key.</param>
    /// <param name="binding">Receives problems.</param>
    /// <param name="value">The value, if it could be made.</param>
    /// <returns>Whether it could be made.</returns>
    public abstract bool TryRead(Node node, string path, Binding binding, out TValue value);

    /// <summary>The value before it has a type, complete.</summary>
    public abstract Node Write(TValue value);

    /// <summary>What each of its values means, where it is one of some; empty where the names say it.</summary>
    public virtual ValueList<KeyAlternative> Alternatives => [];

    /// <summary>The keys below this value, for the reference.</summary>
    public virtual IEnumerable<KeyDescription> Describe(string path) => [];

    /// <summary>What it may be as a JSON schema (draft 7), for editors. Unless a kind says more, anything.</summary>
    /// <param name="definitions">Holds what several values share.</param>
    public virtual MapNode ToJsonSchema(JsonSchemaDefinitions definitions) => JsonSchema.Map(("description", JsonSchema.Text(Expected)));
}

/// <summary>One key, for the reference.</summary>
/// <param name="Path">Where it stands. <c>NAME</c> stands for a name that a recipe chooses, <c>N</c> for a position in a list.</param>
/// <param name="Expected">What its value may be.</param>
/// <param name="Default">The value when it is not given; empty where it must be given, or where the default depends on other keys.</param>
/// <param name="About">Its meaning.</param>
public sealed record KeyDescription(string Path, string Expected, string Default, string About)
{
    /// <summary>What other keys say wherever there is this one, the outermost first; empty if it is always there.</summary>
    public ValueList<KeyCase> Cases { get; init; } = [];

    /// <summary>Whether it must be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What each of its values means, where it is one of some; empty where the names say it.</summary>
    public ValueList<KeyAlternative> Alternatives { get; init; } = [];
}

/// <summary>One of the values of a key.</summary>
/// <param name="Name">The value, for example <c>adam</c>.</param>
/// <param name="About">What it means.</param>
public sealed record KeyAlternative(string Name, string About);

/// <summary>What another key says.</summary>
/// <param name="Path">The key, for example <c>phases.NAME.optimizer.kind</c>.</param>
/// <param name="Names">Its values, one of them, for example <c>adam</c> or <c>adamw</c>.</param>
public sealed record KeyCase(string Path, ValueList<string> Names)
{
    /// <summary>The key without those above it, and its values: for example <c>kind: adam | adamw</c>.</summary>
    public override string ToString() => $"{Path[(Path.LastIndexOf('.') + 1)..]}: {string.Join(" | ", Names)}";
}

/// <summary>What reading a recipe has found so far: problems, and which keys were given where.</summary>
public sealed class Binding(ProblemList problems)
{
    private readonly Dictionary<string, NodeSource> _given = new(StringComparer.Ordinal);

    /// <summary>The problems.</summary>
    public ProblemList Problems { get; } = problems;

    /// <summary>Remembers where a key stands.</summary>
    public void Note(string path, NodeSource source) => _given[path] = source;

    /// <summary>Whether the recipe gives a key, rather than leaving it to its default.</summary>
    public bool IsGiven(string path) => _given.ContainsKey(path);

    /// <summary>Notes that a value is not what was expected, and is false.</summary>
    public bool Refuse(Node node, string path, string expected)
    {
        Problems.Add(node.Source, path, node.Describe(), expected);
        return false;
    }

    /// <summary>The place of a key or, if it is not given, of the nearest one above it.</summary>
    public NodeSource Locate(string path)
    {
        while (path.Length > 0 && !_given.ContainsKey(path))
            path = path.LastIndexOf('.') is var dot and >= 0 ? path[..dot] : "";
        return _given[path];
    }

    /// <summary>A path one level deeper.</summary>
    public static string Below(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
