namespace Saccade.Training.Runs;

/// <summary>How a proposed recipe trains.</summary>
public enum RecipeMethod
{
    /// <summary>Hybrid step-wise distillation (HSD, arXiv 2409.12507): a network that sees frames learns first, becomes a spiking one and teaches it.</summary>
    Hsd,

    /// <summary>A spiking network that learns from random weights on.</summary>
    Direct,
}
