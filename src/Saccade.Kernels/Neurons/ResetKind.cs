namespace Saccade.Kernels.Neurons;

/// <summary>What a spike S in {0, 1} does to the charged potential H.</summary>
public enum ResetKind
{
    /// <summary>V = H - threshold S.</summary>
    Soft,

    /// <summary>V = (1 - S) H + S V_reset.</summary>
    Hard,
}
