using Saccade.Networks;
using Saccade.Schema;
using Saccade.Training.Losses;
using Saccade.Training.Recipes.Schema;
using Saccade.Training.Recipes.Text;

namespace Saccade.Training.Recipes;

/// <summary>
/// Everything that a recipe can name: an immutable value that is handed to <see cref="RecipeReader"/>. What another assembly adds, it adds by <c>With</c> of a registry:
/// <code>
/// var kinds = RecipeKinds.Standard with { Losses = LossKinds.Standard.With(myLoss) };
/// var recipe = RecipeReader.ReadFile("mine.yaml", [], kinds);
/// </code>
/// </summary>
public sealed record RecipeKinds
{
    private Section<Recipe>? _schema;
    private KnownKeys? _known;

    /// <summary>What the library has, as a start.</summary>
    public RecipeKinds()
    {
    }

    // A copy with other registries has other keys.
    private RecipeKinds(RecipeKinds original) => (Networks, Losses, Layouts) = (original.Networks, original.Losses, original.Layouts);

    /// <summary>What the library has.</summary>
    public static RecipeKinds Standard { get; } = new();

    /// <summary>Layers, neurons and surrogates.</summary>
    public NetworkKinds Networks { get; init; } = NetworkKinds.Standard;

    /// <summary>Losses.</summary>
    public LossKinds Losses { get; init; } = LossKinds.Standard;

    /// <summary>Data sets.</summary>
    public DataLayouts Layouts { get; init; } = DataLayouts.Standard;

    /// <summary>The keys of a recipe with these kinds.</summary>
    internal Section<Recipe> Schema => _schema ??= RecipeSchema.Make(this);

    /// <summary>All of them, described.</summary>
    internal KnownKeys Known => _known ??= new KnownKeys(Schema);

    /// <summary>Whether the registries are the same.</summary>
    public bool Equals(RecipeKinds? other) => other is not null && Networks == other.Networks && Losses == other.Losses && Layouts == other.Layouts;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Networks, Losses, Layouts);
}
