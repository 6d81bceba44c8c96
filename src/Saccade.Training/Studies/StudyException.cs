using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Training.Studies;

/// <summary>A study cannot be used. Holds all of its problems, also those of the recipes it makes.</summary>
public sealed class StudyException : SaccadeException
{
    /// <summary>Collects problems.</summary>
    /// <param name="problems">At least one, in the order in which they are to be shown.</param>
    public StudyException(IReadOnlyList<Problem> problems)
        : base(string.Join(Environment.NewLine, problems ?? throw new ArgumentNullException(nameof(problems)))) => Problems = problems;

    /// <summary>The problems.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
