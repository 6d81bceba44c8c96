using Saccade.Events.Augment;

namespace Saccade.Training.Recipes;

/// <summary>How many of the augmentations one sample gets.</summary>
public enum AugmentApply
{
    /// <summary>Every augmentation that is switched on, in the order flip, roll, rotate, shear, cutout, wide, rand, erase.</summary>
    Each,

    /// <summary>The flip, then one of the others that are switched on, drawn for every sample (neuromorphic data augmentation, Li et al. 2022, arXiv 2203.06145).</summary>
    One,
}

/// <summary>Random changes of training samples, the same for all frames of a sample and for its teachers. 0 switches one off.</summary>
public sealed record AugmentRecipe
{
    /// <summary>How many of them one sample gets.</summary>
    public AugmentApply Apply { get; init; } = AugmentApply.Each;

    /// <summary>Probability of a mirror image, left to right. 0 to 1. Labels that a mirror changes are changed where the data set says how; else not for classes that have a direction.</summary>
    public double Flip { get; init; }

    /// <summary>Largest circular shift in pixels, down and right each drawn from -roll to roll.</summary>
    public int Roll { get; init; }

    /// <summary>Largest rotation in degrees. 0 to 180.</summary>
    public double Rotate { get; init; }

    /// <summary>Largest horizontal shear in degrees. 0 to below 90.</summary>
    public double Shear { get; init; }

    /// <summary>Largest side of a square that is blanked, in pixels.</summary>
    public int Cutout { get; init; }

    /// <summary>One of the changes of SpikingJelly's SNNAugmentWide, drawn for every sample: shear, translation, rotation, erasing, cutout, or none.</summary>
    public bool Wide { get; init; }

    /// <summary>Which events of a sample are seen.</summary>
    public EventAugmentation Events { get; init; } = new();

    /// <summary>A random part of each still image in place of the whole, before all other changes; null for none.</summary>
    public RandomCrop? Crop { get; init; }

    /// <summary>RandAugment of still images; null for none.</summary>
    public Augmentation.RandAugment? Rand { get; init; }

    /// <summary>Probability that a square of 2 % to a third of the image is blanked. 0 to 1.</summary>
    public double Erase { get; init; }

    /// <summary>How a sample is mixed with another one, and its target with the other's; null for no mixing.</summary>
    public PairMix? Mix { get; init; }
}
