using Saccade.Files;
using Saccade.Schema;
using Saccade.Training.Recipes;
using Saccade.Training.Recipes.Text;

namespace Saccade.Training.Studies;

/// <summary>Any value that a recipe may hold; the recipe it is put into says what it may be.</summary>
internal sealed class NodeKind : Kind<Node>
{
    /// <inheritdoc/>
    public override string Expected => "a value of that key";

    /// <summary>Replacements by the keys they are for.</summary>
    /// <param name="key">What a key may look like.</param>
    public static MapKind<RecipeOverride, Node> Overrides(TextKind key) => new(new NodeKind(), key, Override, given => (given.Path, Value(given)), atLeast: 0);

    /// <summary>Keys with the values they take in turn.</summary>
    /// <param name="key">What a key may look like.</param>
    public static MapKind<StudyAxis, ValueList<Node>> Axes(TextKind key) => new(
        new ListKind<Node>(new NodeKind()),
        key,
        (name, values) => new StudyAxis(name, [.. values.Select(value => Override(name, value))]),
        axis => (axis.Key, [.. axis.Values.Select(Value)]),
        atLeast: 0);

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out Node value)
    {
        value = node;
        return true;
    }

    /// <inheritdoc/>
    public override Node Write(Node value) => value;

    private static RecipeOverride Override(string key, Node value) => new(key, NodeText.ToLine(value)) { Source = value.Source };

    private static Node Value(RecipeOverride given) => YamlTree.ParseValue(given.Value, given.Source ?? default, new ProblemList()) ?? new ScalarNode("", isPlain: true);
}
