namespace Saccade.Events.Formats.Evt;

/// <summary>Types of words; the upper four bits of each.</summary>
internal static class EvtWord
{
    public const int TimeHigh = 0x8;
    public const int ExternalTrigger = 0xA;
    public const int Others = 0xE;
    public const int Continued = 0xF;

    /// <summary>EVT 3 only.</summary>
    public const int Continued4 = 0x7;
}
