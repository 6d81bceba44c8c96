namespace Saccade.Bench;

/// <summary>Something to measure in one or several ways that are to be compared.</summary>
/// <param name="Group">Cases of a group are printed together.</param>
/// <param name="Name">Unique in its group.</param>
/// <param name="Prepare">Draws the data, checks the results against the definition, and returns the ways; the first is what the others are compared with.</param>
internal sealed record BenchCase(string Group, string Name, Func<BenchContext, IReadOnlyList<BenchWay>> Prepare);
