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

    /// <summary>The keys below this value, for the reference.</summary>
    public virtual IEnumerable<KeyDescription> Describe(string path) => [];
}

/// <summary>One line of the reference of all keys.</summary>
public sealed record KeyDescription(string Path, string Expected, string Default, string About);

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
