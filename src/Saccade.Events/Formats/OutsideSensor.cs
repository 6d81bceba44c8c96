namespace Saccade.Events.Formats;

/// <summary>What a reader does with an event whose coordinates are not on the declared sensor.</summary>
public enum OutsideSensor
{
    /// <summary>The file is at fault: <see cref="Model.EventFormatException"/> with the byte offset of the record.</summary>
    Fail = 0,

    /// <summary>The event is left out and counted in <see cref="DecodeReport.OutsideSensor"/>.</summary>
    Drop = 1,
}
