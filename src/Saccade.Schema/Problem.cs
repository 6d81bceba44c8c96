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
