namespace Saccade.Schema;

/// <summary>A map whose keys keep their order and are distinct.</summary>
public sealed class MapNode(NodeSource source = default) : Node(source)
{
    /// <summary>The entries in their order.</summary>
    public List<MapEntry> Entries { get; } = [];

    /// <summary>The value of a key, or null.</summary>
    public Node? Find(string key)
    {
        int index = IndexOf(key);
        return index < 0 ? null : Entries[index].Value;
    }

    /// <summary>Adds an entry at the end.</summary>
    public void Add(string key, Node value) => Entries.Add(new MapEntry(key, value.Source, value));

    /// <summary>Replaces the value of a key in its place, or adds the key at the end.</summary>
    public void Set(string key, Node value)
    {
        int index = IndexOf(key);
        if (index < 0)
            Add(key, value);
        else
            Entries[index] = new MapEntry(key, value.Source, value);
    }

    /// <inheritdoc/>
    public override string Describe() => Entries.Count == 1 ? "a map of 1 key" : $"a map of {Entries.Count} keys";

    private int IndexOf(string key) => Entries.FindIndex(entry => entry.Key == key);
}
