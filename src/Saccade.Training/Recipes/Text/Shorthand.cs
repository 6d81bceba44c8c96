using Saccade.Schema;

namespace Saccade.Training.Recipes.Text;

/// <summary>Finds the keys that are meant by the end of their path: <c>optimizer.rate</c> for <c>phases.train.optimizer.rate</c>.</summary>
internal sealed class Shorthand
{
    private const string Name = "NAME", Position = "N";

    private readonly MapNode _root;
    private readonly IReadOnlyList<KeyDescription> _keys;
    private readonly IReadOnlyDictionary<string, string> _defaults;

    /// <summary>Prepares a search.</summary>
    /// <param name="root">The recipe, whose phases, teachers and terms the paths name.</param>
    /// <param name="known">All keys that a recipe may hold.</param>
    public Shorthand(MapNode root, KnownKeys known) => (_root, _keys, _defaults) = (root, known.All, known.Defaults);

    /// <summary>The whole paths that end so, of keys that this recipe has or may have; distinct, in the order of the reference.</summary>
    /// <param name="end">The last parts of a path.</param>
    /// <param name="phase">The phase it is to be in; null for anywhere.</param>
    public IReadOnlyList<string> Find(IReadOnlyList<string> end, string? phase = null) =>
    [
        .. _keys.Where(key => MayEndSo(key.Path.Split('.'), end)).SelectMany(key => Places(key, end))
            .Where(path => phase is null || path.StartsWith($"phases.{phase}.", StringComparison.Ordinal)).Distinct(),
    ];

    /// <summary>Whether every phase may have a key.</summary>
    public bool IsOfPhase(string key) => _defaults.ContainsKey($"phases.{Name}.{key}");

    private static bool MayEndSo(string[] pattern, IReadOnlyList<string> end)
        => pattern.Length > end.Count && pattern.TakeLast(end.Count).Zip(end).All(pair => pair.First == pair.Second || pair.First == Name || (pair.First == Position && int.TryParse(pair.Second, out _)));

    /// <summary>The places of a key in the recipe, with the names and positions that are there.</summary>
    private IEnumerable<string> Places(KeyDescription key, IReadOnlyList<string> end)
    {
        string[] pattern = key.Path.Split('.');
        IEnumerable<(string[] Path, Node? Node)> places = [([], _root)];
        for (int i = 0; i < pattern.Length; i++)
        {
            string part = pattern[i];
            string? asked = i >= pattern.Length - end.Count ? end[i - (pattern.Length - end.Count)] : null;
            places = [.. places.SelectMany(place => Below(place.Node, part).Where(below => asked is null || below.Key == asked).Select(below => ((string[])[.. place.Path, below.Key], below.Node)))];
        }

        return places.Where(place => key.Cases.All(one => Holds(one, place.Path))).Select(place => string.Join('.', place.Path));
    }

    private static IEnumerable<(string Key, Node? Node)> Below(Node? node, string part) => part switch
    {
        Name => node is MapNode map ? map.Entries.Select(entry => (entry.Key, (Node?)entry.Value)) : [],
        Position => node is ListNode list ? list.Items.Select((item, i) => ($"{i}", (Node?)item)) : [],
        _ => [(part, (node as MapNode)?.Find(part))],
    };

    /// <summary>Whether a map is of a kind that has the key; one that does not say its kind has the usual one.</summary>
    private bool Holds(KeyCase one, string[] path)
    {
        int length = one.Path.Split('.').Length;
        Node? node = _root;
        foreach (string part in path.Take(length - 1).Append(one.Path[(one.Path.LastIndexOf('.') + 1)..]))
            node = node switch { MapNode map => map.Find(part), ListNode list => list.Items[int.Parse(part)], _ => null };
        string said = (node as ScalarNode)?.Text ?? _defaults[one.Path];
        return said.Length == 0 || one.Names.Contains(said);
    }
}

/// <summary>All keys that a recipe may hold, described once: there are thousands, and every override may ask for them.</summary>
internal sealed class KnownKeys
{
    /// <summary>Describes them.</summary>
    /// <param name="recipe">What a recipe may hold.</param>
    public KnownKeys(Section<Recipe> recipe)
    {
        All = [.. recipe.Describe("")];
        Defaults = All.DistinctBy(key => key.Path).ToDictionary(key => key.Path, key => key.Default, StringComparer.Ordinal);
    }

    /// <summary>The keys in the order of the reference.</summary>
    public IReadOnlyList<KeyDescription> All { get; }

    /// <summary>The default of each path.</summary>
    public IReadOnlyDictionary<string, string> Defaults { get; }
}
