namespace Saccade.Training.Recipes;

/// <summary>Which logits a cross-entropy sees.</summary>
public enum LogitsOf
{
    /// <summary>Those of each step; the losses are averaged (HSD, eq. 5).</summary>
    EachStep,

    /// <summary>Their mean over the steps (HSD, eq. 13; for pre-training, the published code).</summary>
    MeanLogits,
}
