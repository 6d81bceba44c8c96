using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat3;

/// <summary>AEDAT 3.1 of cAER: '#' lines, then packets of one kind of event each. DVS128 Gesture uses it.</summary>
internal sealed class Aedat3Format : EventFormat
{
    internal const int PacketHeaderBytes = 28;
    internal const int EventBytes = 8;

    private Aedat3Format()
    {
    }

    /// <summary>The format.</summary>
    public static Aedat3Format Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "aedat3";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".aedat3"];

    /// <inheritdoc/>
    public override int SignatureLength => "#!AER-DAT3"u8.Length;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override FormatLimits Limits { get; } = new() { Sensor = new SensorSize(1 << 15, 1 << 15), TimeRange = 1L << 62 };

    /// <inheritdoc/>
    public override bool TryDetect(ReadOnlySpan<byte> header) => header.StartsWith("#!AER-DAT3"u8);

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new Aedat3Reader(options);

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => new Aedat3Writer(stream, options);
}

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
