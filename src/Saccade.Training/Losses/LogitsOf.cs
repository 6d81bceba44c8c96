namespace Saccade.Training.Losses;

/// <summary>Which logits a loss sees.</summary>
public enum LogitsOf
{
    /// <summary>Those of each step; the losses are averaged (HSD, eq. 5).</summary>
    EachStep,

    /// <summary>Their mean over the steps (HSD, eq. 13; for pre-training, the published code).</summary>
    MeanLogits,

    /// <summary>
    /// After each step the mean of those so far, from which the decision after that step is made; the losses are averaged (DT-SNN, Li et al. 2023, arXiv 2304.14104).
    /// </summary>
    RunningMean,
}

/// <summary>The key that says so.</summary>
internal static class LogitsKey
{
    public const string Name = "of";

    public const string About = "Logits of each step, their mean, or after each step the mean so far. Not given: mean-logits for a spiking network, each-step for the others.";

    public static LogitsOf Default(bool isSpiking) => isSpiking ? LogitsOf.MeanLogits : LogitsOf.EachStep;
}
