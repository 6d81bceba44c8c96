using Saccade.Schema;

namespace Saccade.Training.Recipes;

/// <summary>The reference of all keys of a recipe, made from the description that recipes are read with.</summary>
public static class RecipeReference
{
    private const string About = "How Saccade trains a network: data, frames, network, phases. Keys that are not given have the default.";

    /// <summary>All keys, in their order.</summary>
    /// <param name="kinds">What recipes can name.</param>
    public static IReadOnlyList<KeyDescription> Keys(RecipeKinds kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return [.. kinds.Schema.Describe("")];
    }

    /// <summary>All keys by the map they belong to; the recipe's own first, a map within a map after it.</summary>
    /// <param name="kinds">What recipes can name.</param>
    public static IReadOnlyList<RecipeKeyGroup> Groups(RecipeKinds kinds)
    {
        var keys = Keys(kinds);
        RecipeKeyGroup[] groups = [.. keys.GroupBy(key => Parent(key.Path)).Select(parts => Group(keys, parts.Key, [.. parts]))];
        // Of maps with the same keys, the one nearest to the top has them.
        var owners = groups.GroupBy(group => Signature(keys, group)).ToDictionary(same => same.Key, same => same.MinBy(group => group.Path.Split('.').Length)!.Path);
        return [.. groups.Select(group => owners[Signature(keys, group)] is var owner && owner != group.Path ? group with { SameAs = owner } : group)];
    }

    /// <summary>
    /// The keys that a person means: a key and those below it, by its whole path or by the last parts of it, for example <c>frames</c>, <c>phases.NAME.optimizer</c>,
    /// <c>optimizer</c> or <c>optimizer.rate</c>. Empty if there is none.
    /// </summary>
    /// <param name="kinds">What recipes can name.</param>
    /// <param name="prefix">What the person says; empty for all.</param>
    public static IReadOnlyList<KeyDescription> Find(RecipeKinds kinds, string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var keys = Keys(kinds);
        KeyDescription[] whole = [.. keys.Where(key => prefix.Length == 0 || IsWithin(key.Path, prefix))];
        return whole.Length > 0 ? whole : [.. keys.Where(key => $".{key.Path}.".Contains($".{prefix}.", StringComparison.Ordinal))];
    }

    /// <summary>The key that was probably meant by one that does not exist; null if none is near.</summary>
    /// <param name="kinds">What recipes can name.</param>
    /// <param name="prefix">What the person says.</param>
    public static string? Nearest(RecipeKinds kinds, string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        int parts = prefix.Split('.').Length;
        string[] ends = [.. Keys(kinds).Select(key => key.Path.Split('.')).SelectMany(all => new[] { string.Join('.', all), string.Join('.', all.TakeLast(parts)) }).Distinct()];
        return Saccade.Schema.Nearest.Find(prefix, ends);
    }

    /// <summary>A page in Markdown: a table for each map, with key, what it may be, default and meaning.</summary>
    /// <param name="kinds">What recipes can name.</param>
    public static string ToMarkdown(RecipeKinds kinds) => RecipePage.Of(Groups(kinds));

    /// <summary>A JSON schema (draft 7) of recipes, for editors.</summary>
    /// <param name="kinds">What recipes can name.</param>
    public static string ToJsonSchema(RecipeKinds kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return NodeText.ToJson(JsonSchemaDefinitions.Document(kinds.Schema, "Saccade recipe", About)) + "\n";
    }

    private static string Parent(string path) => path.LastIndexOf('.') is var dot and >= 0 ? path[..dot] : "";

    // The key that holds an entry: phases for phases.NAME, objective for objective.N.
    private static string MapOf(string path) => path.EndsWith(".N", StringComparison.Ordinal) || path.EndsWith(".NAME", StringComparison.Ordinal) ? Parent(path) : path;

    private static bool IsWithin(string path, string prefix) => path == prefix || path.StartsWith(prefix + ".", StringComparison.Ordinal);

    private static RecipeKeyGroup Group(IReadOnlyList<KeyDescription> all, string path, IReadOnlyList<KeyDescription> keys)
    {
        var above = all.FirstOrDefault(key => key.Path == MapOf(path));
        int cases = above?.Cases.Count ?? 0;
        return new RecipeKeyGroup(path, above?.About ?? "", above?.Cases ?? [], [.. keys.OrderBy(key => key.Cases.Count > cases)], SameAs: null);
    }

    private static string Signature(IReadOnlyList<KeyDescription> keys, RecipeKeyGroup group) => string.Join('\n', keys
        .Where(key => key.Path != group.Path && IsWithin(key.Path, group.Path))
        .Select(key => $"{key.Path[group.Path.Length..]}|{key.Expected}|{key.Default}|{key.About}|{string.Join(' ', key.Cases.Skip(group.Cases.Count).Select(c => c.Path[group.Path.Length..] + c))}")
        .DefaultIfEmpty(group.Path));
}
