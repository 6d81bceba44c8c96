namespace Saccade.Training.Recipes;

/// <summary>How many of the augmentations one sample gets.</summary>
public enum AugmentApply
{
    /// <summary>Every augmentation that is switched on, in the order flip, roll, rotate, shear, cutout.</summary>
    Each,

    /// <summary>The flip, then one of the others that are switched on, drawn for every sample (NDA, facts 8.2).</summary>
    One,
}
