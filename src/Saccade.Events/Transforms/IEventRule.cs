namespace Saccade.Events.Transforms;

/// <summary>What a transform does to one event; a struct, so that the loop over the events is compiled for it.</summary>
internal interface IEventRule
{
    /// <summary>Changes the event.</summary>
    /// <returns>Whether it is kept; when it is, its coordinates lie on the sensor afterwards.</returns>
    bool Keeps(ref long time, ref int x, ref int y, ref byte polarity);
}
