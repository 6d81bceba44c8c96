using Xunit;

namespace Saccade.Tests.Architecture;

/// <summary>The usual end of a rule's test: nothing broke it, or every place that did is named.</summary>
internal static class Violations
{
    public static void AssertNone(IEnumerable<string?> found, string rule)
    {
        var list = found.ToList();
        if (list.Count > 0)
            Assert.Fail($"rule: {rule}; broken in {list.Count} places\n  {string.Join("\n  ", list)}");
    }
}
