namespace Saccade.Schema;

/// <summary>A key and its value.</summary>
public readonly record struct MapEntry(string Key, NodeSource KeySource, Node Value);
