using Saccade.Events.Augment;
using Saccade.Events.Model;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>From the words of a recipe to a random change of frames.</summary>
public static class Augmentations
{
    /// <summary>Random erasing as timm has it.</summary>
    private const double SmallestErased = 0.02, LargestErased = 1 / 3.0;

    /// <summary>The augmentation of a recipe; <see cref="Augmentation.None"/> if it has none.</summary>
    /// <param name="recipe">What the recipe says.</param>
    /// <param name="mirrorLabels">What labels become when a recording is mirrored; null when they stay.</param>
    public static Augmentation From(AugmentRecipe recipe, LabelMap? mirrorLabels = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var parts = new List<Augmentation>();
        if (recipe.Flip > 0)
            parts.Add(new Augmentation.HorizontalFlip(recipe.Flip, mirrorLabels));
        if (recipe.Roll > 0)
            parts.Add(new Augmentation.Roll(recipe.Roll));
        if (recipe.Rotate > 0)
            parts.Add(new Augmentation.Rotate(recipe.Rotate));
        if (recipe.Shear > 0)
            parts.Add(new Augmentation.ShearX(recipe.Shear));
        if (recipe.Cutout > 0)
            parts.Add(new Augmentation.Cutout(recipe.Cutout));
        if (recipe.Wide)
            parts.Add(new Augmentation.Wide());
        if (recipe.Rand is not null)
            parts.Add(recipe.Rand);
        if (recipe.Erase > 0)
            parts.Add(new Augmentation.Erase(SmallestErased, LargestErased) { Probability = recipe.Erase });
        if (parts.Count <= 1)
            return parts.Count == 0 ? new Augmentation.None() : parts[0];
        if (recipe.Apply == AugmentApply.Each)
            return new Augmentation.Sequence([.. parts]);

        // The flip stands apart; of the others one is drawn for each sample.
        var choice = new Augmentation.Some(1, [.. parts.Where(p => p is not Augmentation.HorizontalFlip)]);
        return parts[0] is Augmentation.HorizontalFlip flip ? new Augmentation.Sequence(flip, choice) : choice;
    }
}
