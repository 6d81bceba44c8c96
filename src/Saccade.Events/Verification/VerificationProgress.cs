namespace Saccade.Events.Verification;

/// <summary>How far the check of a data set has come.</summary>
/// <param name="Step">What is being done, in words.</param>
/// <param name="Done">Recordings or files done.</param>
/// <param name="Total">Recordings or files in all.</param>
public readonly record struct VerificationProgress(string Step, int Done, int Total);
