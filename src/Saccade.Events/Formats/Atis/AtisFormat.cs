using Saccade.Events.Model;

namespace Saccade.Events.Formats.Atis;

/// <summary>40-bit events of the ATIS data sets: N-MNIST and N-Caltech101 (<c>.bin</c>), SLAYER's copies (<c>.bs2</c>). No header.</summary>
internal sealed class AtisFormat : EventFormat
{
    /// <summary>Bytes of one record.</summary>
    internal const int RecordBytes = 5;

    private AtisFormat()
    {
    }

    /// <summary>The format.</summary>
    public static AtisFormat Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "atis-bin";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".bin", ".bs2"];

    /// <inheritdoc/>
    public override int SignatureLength => 0;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Columns 0 to 255, rows 0 to 239 (row 240 marks an overflow), 23 bits of time.</summary>
    public override FormatLimits Limits { get; } = new() { Sensor = new SensorSize(256, 240), TimeRange = 1 << 23 };

    /// <inheritdoc/>
    public override bool TryDetect(ReadOnlySpan<byte> header) => false;

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new AtisReader(options);

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => new AtisWriter(stream, options);
}
