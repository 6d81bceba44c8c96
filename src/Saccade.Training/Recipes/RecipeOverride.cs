using Saccade.Schema;

namespace Saccade.Training.Recipes;

/// <summary>A value that replaces one of the recipe's, given on the command line as <c>--set path=value</c>.</summary>
/// <param name="Path">
/// Keys joined by dots, for example <c>data.validation</c>; entries of lists by their position from 0. A path may start with the name of a phase:
/// <c>finetune.epochs</c> means <c>phases.finetune.epochs</c>, and <c>*.epochs</c> the key of every phase. The end of a path is enough where only one key of the recipe ends so: <c>optimizer.rate</c> in a recipe of one phase.
/// </param>
/// <param name="Value">The value as YAML, for example <c>20</c>, <c>null</c>, <c>[32, 64]</c> or <c>{kind: adam, rate: 1e-4}</c>.</param>
public sealed record RecipeOverride(string Path, string Value)
{
    /// <summary>Where it stands, if that is in a file; null for the command line.</summary>
    public NodeSource? Source { get; init; }

    /// <summary>Takes <c>path=value</c> apart at the first equals sign.</summary>
    /// <exception cref="FormatException">There is no equals sign or nothing before it.</exception>
    public static RecipeOverride Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        return sign > 0
            ? new RecipeOverride(text[..sign].Trim(), text[(sign + 1)..].Trim())
            : throw new FormatException($"--set {text}: got no value, expected key.path=value, for example finetune.epochs=20");
    }

    /// <summary>The override as on the command line.</summary>
    public override string ToString() => $"--set {Path}={Value}";
}
