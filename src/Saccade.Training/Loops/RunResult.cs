using Saccade.Networks;
using Saccade.Recognition;

namespace Saccade.Training.Loops;

/// <summary>What a finished run leaves.</summary>
/// <param name="Network">The result of the last phase.</param>
/// <param name="Positions">Which frames of a recording it sees, in the order of the steps.</param>
/// <param name="Validation">How it does on the validation part, or null.</param>
/// <param name="Test">How it does on the test part; null if that was not asked for, or there is none.</param>
public sealed record RunResult(Network Network, IReadOnlyList<int> Positions, Evaluation? Validation, Evaluation? Test)
{
    /// <summary>Whether the test part chose an epoch, so that <see cref="Test"/> is no estimate of how the network does on new data.</summary>
    public bool ChoseByTest { get; init; }
}
