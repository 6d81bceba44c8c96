namespace Saccade.Events.Formats.Aedat3;

/// <summary>What a packet holds; values are those of its header.</summary>
internal enum Aedat3PacketKind
{
    Special = 0,
    Polarity = 1,
    Frame = 2,
    Imu6 = 3,
    Imu9 = 4,

    /// <summary>The largest there is: a matrix.</summary>
    Last = 13,
}
