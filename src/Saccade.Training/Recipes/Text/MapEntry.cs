namespace Saccade.Training.Recipes.Text;

/// <summary>A key and its value.</summary>
internal readonly record struct MapEntry(string Key, NodeSource KeySource, Node Value);
