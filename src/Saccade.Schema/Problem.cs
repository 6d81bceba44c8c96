namespace Saccade.Schema;

/// <summary>One thing that is wrong with a recipe.</summary>
/// <param name="Where">The place: <c>file(line,column)</c>, or <c>--set path=value</c> for an override.</param>
/// <param name="Path">The key, for example <c>phases.finetune.epochs</c>; empty for the recipe as a whole.</param>
/// <param name="Got">What stands there.</param>
/// <param name="Expected">What should.</param>
public sealed record Problem(string Where, string Path, string Got, string Expected)
{
    /// <summary>The problem on one line: <c>file(line,column): key.path: got X, expected Y</c>.</summary>
    public override string ToString() => Path.Length == 0
        ? $"{Where}: got {Got}, expected {Expected}"
        : $"{Where}: {Path}: got {Got}, expected {Expected}";
}

/// <summary>Collects problems while a recipe is read.</summary>
public sealed class ProblemList
{
    private readonly List<(NodeSource Source, Problem Problem)> _problems = [];

    /// <summary>Notes a problem.</summary>
    public void Add(NodeSource source, string path, string got, string expected) =>
        _problems.Add((source, new Problem(source.Text, path, got, expected)));

    /// <summary>Whether a path, or one above or below it, has a problem.</summary>
    public bool Touches(string path) => _problems.Exists(p => IsWithin(p.Problem.Path, path) || IsWithin(path, p.Problem.Path));

    /// <summary>All problems: those of the file by place, then those of overrides.</summary>
    public IReadOnlyList<Problem> InOrder() =>
        [.. _problems.OrderBy(p => p.Source.Major).ThenBy(p => p.Source.Minor).Select(p => p.Problem)];

    private static bool IsWithin(string path, string ancestor) =>
        path == ancestor || (path.StartsWith(ancestor, StringComparison.Ordinal) && path.Length > ancestor.Length && (ancestor.Length == 0 || path[ancestor.Length] == '.'));
}
