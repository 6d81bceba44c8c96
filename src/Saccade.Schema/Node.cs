namespace Saccade.Schema;

/// <summary>A value of a recipe before it has a type: scalar, list or map, with its place.</summary>
public abstract class Node(NodeSource source)
{
    /// <summary>Where it stands.</summary>
    public NodeSource Source { get; } = source;

    /// <summary>What it is, for messages.</summary>
    public abstract string Describe();
}
