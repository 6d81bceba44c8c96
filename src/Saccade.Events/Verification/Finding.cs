namespace Saccade.Events.Verification;

/// <summary>The outcome of one check of a data set.</summary>
/// <param name="Kind">How it came out.</param>
/// <param name="Subject">What was checked, in a word: <c>counts</c>, <c>archive</c>, <c>store</c>, <c>content</c>, <c>recordings</c>, <c>unused</c>.</param>
/// <param name="Text">What was found, one sentence.</param>
public sealed record Finding(FindingKind Kind, string Subject, string Text);
