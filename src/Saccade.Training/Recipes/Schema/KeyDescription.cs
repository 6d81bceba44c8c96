namespace Saccade.Training.Recipes.Schema;

/// <summary>One line of the reference of all keys.</summary>
internal sealed record KeyDescription(string Path, string Expected, string Default, string About);
