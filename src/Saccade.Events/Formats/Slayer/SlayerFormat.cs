using Saccade.Events.Model;

namespace Saccade.Events.Formats.Slayer;

/// <summary>56-bit events of SLAYER (<c>.bs3</c>): 12-bit coordinates, 24-bit time. No header.</summary>
internal sealed class SlayerFormat : EventFormat
{
    /// <summary>Bytes of one record.</summary>
    internal const int RecordBytes = 7;

    private SlayerFormat()
    {
    }

    /// <summary>The format.</summary>
    public static SlayerFormat Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "slayer-bs3";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".bs3"];

    /// <inheritdoc/>
    public override int SignatureLength => 0;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Coordinates of 12 bits, 24 bits of time.</summary>
    public override FormatLimits Limits { get; } = new() { Sensor = new SensorSize(1 << 12, 1 << 12), TimeRange = 1 << 24 };

    /// <inheritdoc/>
    public override bool TryDetect(ReadOnlySpan<byte> header) => false;

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new SlayerReader(options);

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => new SlayerWriter(stream, options);
}
