namespace Saccade.Events.Formats.Es;

/// <summary>What an Event Stream file holds; values are those of its type byte.</summary>
internal enum EsKind
{
    /// <summary>Texts with times: no events of a sensor.</summary>
    Generic = 0,

    /// <summary>Changes of brightness.</summary>
    Dvs = 1,

    /// <summary>Changes of brightness, and crossings of a threshold by which an ATIS measures exposure.</summary>
    Atis = 2,

    /// <summary>Pixels with a colour: no polarity.</summary>
    Color = 4,
}
