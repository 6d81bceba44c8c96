using Saccade.Events.Model;

namespace Saccade.Events.Formats.Dat;

/// <summary>Prophesee DAT, versions 1 and 2: an ASCII header, then 8-byte events. N-CARS and the Gen1 detection sets use it.</summary>
internal sealed class DatFormat : EventFormat
{
    internal const int RecordBytes = 8;
    internal const int CoordinateMask = (1 << 14) - 1;
    internal static readonly SensorSize Largest = new(1 << 14, 1 << 14);
    internal static readonly SensorSize LargestV1 = new(1 << 9, 1 << 8);

    private DatFormat()
    {
    }

    /// <summary>The format.</summary>
    public static DatFormat Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "dat";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".dat"];

    /// <inheritdoc/>
    public override int SignatureLength => _signature.Length;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override FormatLimits Limits { get; } = new() { Sensor = Largest, NamesSensor = true, TimeRange = 1L << 32, Wraps = true };

    private static ReadOnlySpan<byte> _signature => "% Data file containing"u8;

    /// <inheritdoc/>
    public override bool TryDetect(ReadOnlySpan<byte> header) => header.StartsWith(_signature);

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new DatReader(options);

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => new DatWriter(stream, options);
}
