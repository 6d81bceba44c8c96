using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Training.Recipes.Schema;

/// <summary>A map from names to phases, in the order in which they run.</summary>
internal sealed class PhasesKind(Section<PhaseRecipe> phase, Func<IReadOnlyList<string>> reserved) : Kind<ValueList<PhaseRecipe>>
{
    /// <inheritdoc/>
    public override string Expected => "a map of at least one phase";

    /// <inheritdoc/>
    public override bool TryRead(Node node, string path, Binding binding, out ValueList<PhaseRecipe> value)
    {
        value = [];
        if (node is not MapNode { Entries.Count: > 0 } map)
            return binding.Refuse(node, path, Expected);
        var phases = new List<PhaseRecipe>();
        foreach (var (name, source, below) in map.Entries)
        {
            string at = Binding.Below(path, name);
            binding.Note(at, source);
            if (!PhaseName.Pattern().IsMatch(name))
                binding.Problems.Add(source, at, $"phase name '{name}'", "small letters, digits and hyphens, a letter first");
            else if (reserved().Contains(name, StringComparer.Ordinal))
                binding.Problems.Add(source, at, $"phase name '{name}'", "a name that is not a key of the recipe");
            if (phase.TryRead(below, at, binding, out var read))
                phases.Add(read with { Name = name });
        }

        value = [.. phases];
        return true;
    }

    /// <inheritdoc/>
    public override Node Write(ValueList<PhaseRecipe> value)
    {
        var map = new MapNode();
        foreach (var one in value)
            map.Add(one.Name, phase.Write(one));
        return map;
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyDescription> Describe(string path) => phase.Describe(path + ".NAME");

    /// <inheritdoc/>
    public override MapNode ToJsonSchema(JsonSchemaDefinitions definitions)
        => new MapKind<PhaseRecipe, PhaseRecipe>(phase, new TextKind("a name", PhaseName.Pattern()), (_, one) => one, one => (one.Name, one), atLeast: 1).ToJsonSchema(definitions);
}
