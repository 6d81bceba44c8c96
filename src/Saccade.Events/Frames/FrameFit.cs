namespace Saccade.Events.Frames;

/// <summary>What is fitted to the frame.</summary>
public enum FrameFit
{
    /// <summary>The sensor: a pixel of the frame is the same place on every recording.</summary>
    Sensor = 0,

    /// <summary>
    /// The part of the sensor on which the recording has events, so that an object fills the frame whatever its size; for data sets of
    /// cut-out objects such as N-CARS. Needs a resize.
    /// </summary>
    Recording = 1,
}
