using Saccade.Recognition;
using Xunit;

namespace Saccade.Tests.Recognition;

/// <summary>Comparisons of decisions.</summary>
internal static class Decisions
{
    /// <summary>Equal to the bit in everything but times and names.</summary>
    public static void AssertSame(Decision expected, Decision actual)
    {
        Assert.Equal(expected.Steps, actual.Steps);
        for (int t = 0; t < expected.Steps; t++)
        {
            Assert.Equal(Bits(expected.AfterEachStep[t]), Bits(actual.AfterEachStep[t]));
            Assert.Equal(expected.AfterEachStep[t].Class, actual.AfterEachStep[t].Class);
        }
    }

    private static IEnumerable<long> Bits(StepDecision step) => step.Probabilities.Select(BitConverter.DoubleToInt64Bits);
}
