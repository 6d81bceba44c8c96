using Saccade.Schema;

namespace Saccade.Training.Recipes;

/// <summary>The keys of one map of a recipe.</summary>
/// <param name="Path">Where the map stands, empty for the recipe itself. <c>NAME</c> stands for a name that a recipe chooses, <c>N</c> for a position in a list.</param>
/// <param name="About">What it is for.</param>
/// <param name="Cases">What other keys say wherever there is this map.</param>
/// <param name="Keys">Its keys, those of all cases before those of some.</param>
/// <param name="SameAs">Another map that has the same keys, and below them the same, and is told instead; null if there is none.</param>
public sealed record RecipeKeyGroup(string Path, string About, IReadOnlyList<KeyCase> Cases, IReadOnlyList<KeyDescription> Keys, string? SameAs)
{
    /// <summary>The last part of a key's path.</summary>
    public string NameOf(KeyDescription key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Path.Length == 0 ? key.Path : key.Path[(Path.Length + 1)..];
    }

    /// <summary>What a key of this map that decides between cases must say for another key to be there, for example <c>kind: adam</c>; empty if that is always there.</summary>
    public string CaseOf(KeyDescription key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return string.Join(", ", key.Cases.Skip(Cases.Count));
    }
}
