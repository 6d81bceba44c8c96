using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Training.Recipes;

/// <summary>A recipe cannot be used. Holds all of its problems, not the first only.</summary>
public sealed class RecipeException : SaccadeException
{
    /// <summary>Collects problems.</summary>
    /// <param name="problems">At least one, in the order in which they are to be shown.</param>
    public RecipeException(IReadOnlyList<Problem> problems)
        : base(string.Join(Environment.NewLine, problems ?? throw new ArgumentNullException(nameof(problems)))) => Problems = problems;

    /// <summary>The problems: those of the file by line, then those of overrides.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
