namespace Saccade.Networks.Files;

/// <summary>What fills the frame.</summary>
public enum FrameFitting
{
    /// <summary>The sensor.</summary>
    Sensor,

    /// <summary>What the recording covers, whatever its size.</summary>
    Recording,
}
