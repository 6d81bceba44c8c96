namespace Saccade.TestKit.OpCases;

/// <summary>
/// The table of op cases. One list serves the comparison of engines, the check of gradients, the search for leaks and
/// the bench.
/// </summary>
public static class OpTable
{
    private static readonly Dictionary<string, OpCase> _byName = ((IEnumerable<OpCase>)
        [
            .. ConvolutionOpCases.All, .. LinearOpCases.All, .. NormalizationOpCases.All, .. PoolOpCases.All,
            .. ActivationOpCases.All, .. NeuronOpCases.All, .. UnaryOpCases.All, .. ElementwiseOpCases.All, .. ReductionOpCases.All,
            .. ArrangementOpCases.All, .. MatrixOpCases.All, .. TemporalOpCases.All,
        ]).ToDictionary(c => c.Name);

    /// <summary>All cases.</summary>
    public static IReadOnlyCollection<OpCase> All => _byName.Values;

    /// <summary>The case of that name.</summary>
    public static OpCase Named(string name) => _byName[name];
}
