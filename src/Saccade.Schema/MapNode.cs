namespace Saccade.Schema;

/// <summary>A map whose keys keep their order and are distinct.</summary>
public sealed class MapNode(NodeSource source = default) : Node(source)
{
    private readonly List<MapEntry> _entries = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>The entries in their order.</summary>
    public IReadOnlyList<MapEntry> Entries => _entries;

    /// <summary>The value of a key, or null.</summary>
    public Node? Find(string key) => _places.TryGetValue(key, out int place) ? _entries[place].Value : null;

    /// <summary>Adds an entry at the end.</summary>
    /// <exception cref="ArgumentException">The map has the key already.</exception>
    public void Add(string key, Node value) => Add(new MapEntry(key, value.Source, value));

    /// <summary>Adds an entry at the end.</summary>
    /// <exception cref="ArgumentException">The map has the key already.</exception>
    public void Add(MapEntry entry)
    {
        _places.Add(entry.Key, _entries.Count);
        _entries.Add(entry);
    }

    /// <summary>Replaces the value of a key in its place, or adds the key at the end.</summary>
    public void Set(string key, Node value)
    {
        if (_places.TryGetValue(key, out int place))
            _entries[place] = new MapEntry(key, value.Source, value);
        else
            Add(key, value);
    }

    /// <inheritdoc/>
    public override string Describe() => Entries.Count == 1 ? "a map of 1 key" : $"a map of {Entries.Count} keys";
}
