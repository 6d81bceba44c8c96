using Saccade.Events.Verification;

namespace Saccade.Cli.Data;

/// <summary>The result of <c>saccade data verify</c> for programs.</summary>
internal sealed record DataVerifyResult(string Path, bool Sound, IReadOnlyList<Finding> Findings);
