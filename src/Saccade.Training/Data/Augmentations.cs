using Saccade.Events.Augment;
using Saccade.Training.Recipes;

namespace Saccade.Training.Data;

/// <summary>From the words of a recipe to a random change of frames.</summary>
public static class Augmentations
{
    /// <summary>The augmentation of a recipe; <see cref="Augmentation.None"/> if it has none.</summary>
    public static Augmentation From(AugmentRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var parts = new List<Augmentation>();
        if (recipe.Flip > 0)
            parts.Add(new Augmentation.HorizontalFlip(recipe.Flip));
        if (recipe.Roll > 0)
            parts.Add(new Augmentation.Roll(recipe.Roll));
        if (recipe.Rotate > 0)
            parts.Add(new Augmentation.Rotate(recipe.Rotate));
        if (recipe.Shear > 0)
            parts.Add(new Augmentation.ShearX(recipe.Shear));
        if (recipe.Cutout > 0)
            parts.Add(new Augmentation.Cutout(recipe.Cutout));
        return parts.Count switch
        {
            0 => new Augmentation.None(),
            1 => parts[0],
            _ when recipe.Apply == AugmentApply.One => new Augmentation.OneOf([.. parts]),
            _ => new Augmentation.Sequence([.. parts]),
        };
    }
}
