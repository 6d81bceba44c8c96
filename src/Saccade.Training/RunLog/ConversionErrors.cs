namespace Saccade.Training.RunLog;

/// <summary>
/// Why a converted layer does not give what its input asks for, in the terms of QCFS (Bu et al. 2022, arXiv 2303.04347, section 4). The input is the mean current x of the spiking
/// layer itself, so that errors of earlier layers are not counted again. max(x, 0) is what an activation without limit and without steps would give; clipped at the threshold, then rounded
/// to the levels that T spikes can give, then as the neurons really fired: the three differences add up to the whole. Means of absolute values over neurons, in units of the threshold.
/// </summary>
/// <param name="Clipping">What lies above the threshold.</param>
/// <param name="Quantisation">What lies between two numbers of spikes.</param>
/// <param name="Unevenness">
/// Spikes too many or too few because input came at other times than evenly. Of neurons that leak or reset hard, what that loses is in it too.
/// </param>
public sealed record ConversionErrors(double Clipping, double Quantisation, double Unevenness)
{
    /// <summary>
    /// Share of neurons that end with a potential which is a spike too many or too few: below 0 though they fired, or at the threshold though they could have fired more. 0 to 1.
    /// </summary>
    public double Residual { get; init; }

    /// <summary>Share of neurons that never fire. 0 to 1.</summary>
    public double Silent { get; init; }

    /// <summary>What 99 % of the positive mean currents stay below, in units of the threshold; 0 where none is positive.</summary>
    public double Reach { get; init; }
}
