namespace Saccade.Training.Recipes;

/// <summary>Random changes of training samples, the same for all frames of a sample (facts 8). 0 switches one off.</summary>
public sealed record AugmentRecipe
{
    /// <summary>How many of them one sample gets.</summary>
    public AugmentApply Apply { get; init; } = AugmentApply.Each;

    /// <summary>Probability of a mirror image, left to right. 0 to 1. Not for data whose classes have a direction.</summary>
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
}
