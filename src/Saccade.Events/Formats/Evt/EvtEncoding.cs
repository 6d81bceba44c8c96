namespace Saccade.Events.Formats.Evt;

/// <summary>How events are packed into words in a Prophesee RAW file.</summary>
public enum EvtEncoding
{
    /// <summary>EVT 2.0: a 32-bit word for each event.</summary>
    Evt2 = 0,

    /// <summary>EVT 2.1: a 64-bit word for up to 32 events side by side in a row.</summary>
    Evt21 = 1,

    /// <summary>EVT 3.0: 16-bit words that set time, row and column or give events.</summary>
    Evt3 = 2,
}
