namespace Saccade.Events.Formats;

/// <summary>What a reader does where the data are not what the format promises.</summary>
public enum DamagePolicy
{
    /// <summary>It stops with <see cref="Model.EventFormatException"/>; the events before the damage have been delivered.</summary>
    Fail = 0,

    /// <summary>It goes on behind the damage, as far as the format lets it, and counts what is lost in the <see cref="DecodeReport"/>.</summary>
    Salvage = 1,
}
