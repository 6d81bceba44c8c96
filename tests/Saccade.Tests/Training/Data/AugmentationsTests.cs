using Saccade.Events.Augment;
using Saccade.Training.Data;
using Saccade.Training.Recipes;
using Xunit;

namespace Saccade.Tests.Training.Data;

public sealed class AugmentationsTests
{
    private static readonly AugmentRecipe _all = new() { Flip = 0.5, Roll = 5, Rotate = 15, Shear = 10, Cutout = 8 };

    [Fact]
    public void From_NothingSwitchedOn_IsNone() => Assert.Equal(new Augmentation.None(), Augmentations.From(new AugmentRecipe { Apply = AugmentApply.One }));

    [Fact]
    public void From_Each_IsTheChainInTheDocumentedOrder()
        => Assert.Equal(
            new Augmentation.Sequence(new Augmentation.HorizontalFlip(0.5), new Augmentation.Roll(5), new Augmentation.Rotate(15), new Augmentation.ShearX(10), new Augmentation.Cutout(8)),
            Augmentations.From(_all));

    [Fact]
    public void From_One_IsTheFlipAndOneOfTheOthers()
    {
        Augmentation[] others = [new Augmentation.Roll(5), new Augmentation.Rotate(15), new Augmentation.ShearX(10), new Augmentation.Cutout(8)];

        Assert.Equal(new Augmentation.Sequence(new Augmentation.HorizontalFlip(0.5), new Augmentation.Some(1, others)), Augmentations.From(_all with { Apply = AugmentApply.One }));
        Assert.Equal(new Augmentation.Some(1, others), Augmentations.From(_all with { Apply = AugmentApply.One, Flip = 0 }));
    }

    [Fact]
    public void From_WideWithFlip_IsSnnAugmentWide()
        => Assert.Equal(AugmentationPresets.SnnAugmentWide(), Augmentations.From(new AugmentRecipe { Flip = 0.5, Wide = true }));

    [Fact]
    public void From_OneSwitchedOn_IsThatOne()
    {
        Assert.Equal(new Augmentation.Roll(5), Augmentations.From(new AugmentRecipe { Roll = 5 }));
        Assert.Equal(new Augmentation.HorizontalFlip(1), Augmentations.From(new AugmentRecipe { Flip = 1, Apply = AugmentApply.One }));
    }
}
