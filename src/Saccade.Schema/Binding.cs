namespace Saccade.Schema;

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
