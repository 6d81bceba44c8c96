namespace Saccade.Training.Ranks;

/// <summary>What a rank handed over to the others, and how long it waited for them.</summary>
/// <param name="Calls">Number of exchanges.</param>
/// <param name="SentBytes">Bytes that it sent, to all others together.</param>
/// <param name="ReceivedBytes">Bytes that it received.</param>
/// <param name="Waited">Time in which it did nothing else: copies, and transport that no computation hid.</param>
public readonly record struct ExchangeCount(long Calls, long SentBytes, long ReceivedBytes, TimeSpan Waited);
