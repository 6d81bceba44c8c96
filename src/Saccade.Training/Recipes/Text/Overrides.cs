using Saccade.Schema;

namespace Saccade.Training.Recipes.Text;

/// <summary>Puts overrides into the tree of a recipe before it is checked, so that they obey the same rules as the file.</summary>
internal static class Overrides
{
    private const int MostPlaces = 8;

    /// <summary>Characters of an override that are shown with each of its problems, of which there may be many.</summary>
    private const int LongestShown = 120;

    /// <summary>Applies overrides in their order; later ones win.</summary>
    /// <param name="root">The recipe; changed in place.</param>
    /// <param name="overrides">The overrides.</param>
    /// <param name="kinds">What a recipe can name.</param>
    /// <param name="problems">Receives what is wrong with paths and values.</param>
    /// <param name="completed">Told the whole path of an override that gives only the end of it; null if nobody listens.</param>
    public static void Apply(MapNode root, IEnumerable<RecipeOverride> overrides, RecipeKinds kinds, ProblemList problems, Action<RecipeOverride, string>? completed)
    {
        int position = 0;
        foreach (var given in overrides)
        {
            var source = given.Source ?? NodeSource.Outside(Shown(given), position++);
            string[] parts = given.Path.Split('.');
            if (Array.Exists(parts, string.IsNullOrEmpty))
            {
                problems.Add(source, given.Path, "an empty key", "keys joined by single dots");
                continue;
            }

            foreach (string[] one in OfEveryPhase(root, parts))
            {
                if (Resolve(root, one, kinds, source, problems) is not { } resolved)
                    continue;
                if (resolved.Length > one.Length && !IsOfPhase(resolved, one))
                    completed?.Invoke(given, string.Join('.', resolved));
                if (YamlTree.ParseValue(given.Value, source, problems) is { } value)
                    Put(root, resolved, value, source, problems);
            }
        }
    }

    /// <summary>The paths that are meant by one that begins with <c>*</c>, which stands for each phase.</summary>
    private static IEnumerable<string[]> OfEveryPhase(MapNode root, string[] parts)
        => parts is ["*", .. var rest] && root.Find("phases") is MapNode phases ? phases.Entries.Select(phase => (string[])["phases", phase.Key, .. rest]) : [parts];

    private static string Shown(RecipeOverride given)
    {
        string text = given.ToString();
        return text.Length <= LongestShown ? text : text[..LongestShown] + "...";
    }

    private static string[]? Resolve(MapNode root, string[] parts, RecipeKinds kinds, NodeSource source, ProblemList problems)
    {
        var keys = kinds.Schema.Keys;
        if (keys.Contains(parts[0], StringComparer.Ordinal))
            return parts;
        string[] phases = root.Find("phases") is MapNode map ? [.. map.Entries.Select(entry => entry.Key)] : [];
        bool isPhase = phases.Contains(parts[0], StringComparer.Ordinal);
        var shorthand = new Shorthand(root, kinds.Known);
        if (isPhase && (parts.Length == 1 || shorthand.IsOfPhase(parts[1])))
            return ["phases", .. parts];
        var found = isPhase ? shorthand.Find(parts[1..], parts[0]) : shorthand.Find(parts);
        if (found.Count == 1)
            return found[0].Split('.');
        if (isPhase && found.Count == 0)
            return ["phases", .. parts]; // the reader says which keys there are
        string expected = found.Count > 0
            ? $"the whole key: {string.Join(" or ", found.Take(MostPlaces).Select(path => path.StartsWith("phases.", StringComparison.Ordinal) ? path["phases.".Length..] : path))}"
            : Nearest.OneOf(parts[0], [.. keys, .. phases]);
        problems.Add(source, string.Join('.', parts), $"'{(found.Count > 0 ? string.Join('.', parts) : parts[0])}'", expected);
        return null;
    }

    private static bool IsOfPhase(string[] resolved, string[] parts) => resolved.Length == parts.Length + 1 && resolved[1] == parts[0];

    private static void Put(MapNode root, string[] parts, Node value, NodeSource source, ProblemList problems)
    {
        Node at = root;
        for (int i = 0; i < parts.Length; i++)
        {
            bool last = i == parts.Length - 1;
            var next = last ? value : null;
            var below = at switch
            {
                MapNode map => Step(map, parts[i], next, source),
                ListNode list => Step(list, parts[i], next),
                _ => null,
            };
            if (below is null)
            {
                string path = string.Join('.', parts[..(i + 1)]);
                string expected = at is ListNode { Items.Count: var count } ? $"a position below {count}" : "a map or a list above it";
                problems.Add(source, path, at is ListNode ? $"position '{parts[i]}'" : at.Describe() + " above it", expected);
                return;
            }

            at = below;
        }
    }

    private static Node Step(MapNode map, string key, Node? value, NodeSource source)
    {
        if (value is not null)
            map.Set(key, value);
        else if (map.Find(key) is null or ScalarNode { IsNull: true })
            map.Set(key, new MapNode(source));
        return map.Find(key)!;
    }

    private static Node? Step(ListNode list, string key, Node? value)
    {
        if (!int.TryParse(key, out int index) || index < 0 || index >= list.Items.Count)
            return null;
        if (value is not null)
            list.Items[index] = value;
        return list.Items[index];
    }
}
