namespace Saccade.Events.Formats;

/// <summary>Compression of packets in a container.</summary>
public enum PacketCompression
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>LZ4 frames.</summary>
    Lz4 = 1,
}
