using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat2;

/// <summary>AEDAT 1 and 2 of jAER: '#' lines, then big-endian address and time. CIFAR10-DVS and old DVS128 and DAVIS recordings use it.</summary>
internal sealed class Aedat2Format : EventFormat
{
    private Aedat2Format()
    {
    }

    /// <summary>The format.</summary>
    public static Aedat2Format Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "aedat2";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".aedat", ".aedat2"];

    /// <inheritdoc/>
    public override int SignatureLength => "#!AER-DAT2"u8.Length;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override FormatLimits Limits { get; } = new() { Sensor = new SensorSize(1 << 10, 1 << 9), TimeRange = 1L << 32, Wraps = true };

    /// <inheritdoc/>
    public override bool TryDetect(ReadOnlySpan<byte> header) => header.StartsWith("#!AER-DAT2"u8) || header.StartsWith("#!AER-DAT1"u8);

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new Aedat2Reader(options);

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => new Aedat2Writer(stream, options);
}
