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

    /// <summary>As part of a sentence.</summary>
    public static string Words(LogitsOf of) => of switch
    {
        LogitsOf.EachStep => "each step's outputs, averaged over the steps",
        LogitsOf.RunningMean => "the mean of the outputs so far after each step, averaged over the steps",
        _ => "the outputs' mean over all steps",
    };

    public static LogitsOf Default(bool isSpiking) => isSpiking ? LogitsOf.MeanLogits : LogitsOf.EachStep;
}
