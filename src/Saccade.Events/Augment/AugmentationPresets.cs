using Saccade.Events.Model;

namespace Saccade.Events.Augment;

/// <summary>The augmentations of published training programs.</summary>
public static class AugmentationPresets
{
    /// <summary>TET and the published HSD code: flip with probability 0.5, then a roll by up to 5 pixels.</summary>
    /// <param name="labels">What mirroring does to labels; null when it keeps the class.</param>
    public static Augmentation Tet(LabelMap? labels = null) => new Augmentation.Sequence(new Augmentation.HorizontalFlip(0.5, labels), new Augmentation.Roll(5));

    /// <summary>
    /// The released NDA code: exactly one of roll, rotation and shear. CIFAR10-DVS uses 5 pixels and 30 degrees, N-Caltech101 3
    /// pixels and 15 degrees.
    /// </summary>
    /// <param name="rollLimit">Largest roll in pixels.</param>
    /// <param name="limitDegrees">Largest rotation and shear in degrees.</param>
    public static Augmentation NdaCode(int rollLimit = 5, double limitDegrees = 30) => new Augmentation.Some(
        1, new Augmentation.Roll(rollLimit), new Augmentation.Rotate(limitDegrees), new Augmentation.ShearX(limitDegrees));

    /// <summary>
    /// SNNAugmentWide as Spikformer, Spikingformer and BKDSNN train with it: flip with probability 0.5, then one change of
    /// <see cref="Augmentation.Wide"/>. They add <see cref="PairMix.MixUp"/> with alpha 0.5 to half of the samples.
    /// </summary>
    /// <param name="labels">What mirroring does to labels; null when it keeps the class.</param>
    public static Augmentation SnnAugmentWide(LabelMap? labels = null) => new Augmentation.Sequence(new Augmentation.HorizontalFlip(0.5, labels), new Augmentation.Wide());

    /// <summary>
    /// The policy of the NDA paper without its mixing of samples: flip with probability 0.5, then M of roll, rotation, cutout and
    /// shear at intensity N; the paper's best is M = 1, N = 2.
    /// </summary>
    /// <remarks>
    /// Levels 1 and 2 of roll, rotation and shear are those of the code; level 3 and the sides of the cutout are our continuation.
    /// </remarks>
    /// <param name="operations">M, 0 to 4.</param>
    /// <param name="level">N, 1 to 3.</param>
    /// <param name="labels">What mirroring does to labels; null when it keeps the class.</param>
    /// <exception cref="ArgumentOutOfRangeException">M or N is outside its range.</exception>
    public static Augmentation NdaPaper(int operations = 1, int level = 2, LabelMap? labels = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(operations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(operations, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 3);
        int roll = 1 + 2 * level, degrees = 15 * level, side = 8 * level;
        return new Augmentation.Sequence(
            new Augmentation.HorizontalFlip(0.5, labels),
            new Augmentation.Some(
                operations, new Augmentation.Roll(roll), new Augmentation.Rotate(degrees), new Augmentation.Cutout(side), new Augmentation.ShearX(degrees)));
    }
}
