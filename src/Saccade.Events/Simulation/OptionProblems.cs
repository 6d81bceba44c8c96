namespace Saccade.Events.Simulation;

/// <summary>Gathers what is wrong with options, one sentence each.</summary>
internal sealed class OptionProblems
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(IEnumerable<string> problems) => _all.AddRange(problems);

    public void Between(double value, double low, double high, string name)
    {
        if (!(value >= low && value <= high))
            _all.Add(FormattableString.Invariant($"{name}: expected {low} to {high}, got {value}"));
    }
}
