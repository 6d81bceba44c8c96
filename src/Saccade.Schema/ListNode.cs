namespace Saccade.Schema;

/// <summary>A list of nodes.</summary>
public sealed class ListNode(NodeSource source = default) : Node(source)
{
    /// <summary>The entries.</summary>
    public List<Node> Items { get; init; } = [];

    /// <inheritdoc/>
    public override string Describe() => Items.Count == 1 ? "a list of 1 entry" : $"a list of {Items.Count} entries";
}
