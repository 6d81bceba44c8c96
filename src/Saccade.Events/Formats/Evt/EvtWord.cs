namespace Saccade.Events.Formats.Evt;

/// <summary>Types of words that the encodings share; the upper four bits of each.</summary>
internal static class EvtWord
{
    public const int TimeHigh = 0x8;
    public const int ExternalTrigger = 0xA;
}
