using System.Text.RegularExpressions;

namespace Saccade.Training.Recipes;

/// <summary>What a phase or a teacher may be called.</summary>
internal static partial class PhaseName
{
    [GeneratedRegex(@"\A[a-z][a-z0-9-]*\z", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern();
}
