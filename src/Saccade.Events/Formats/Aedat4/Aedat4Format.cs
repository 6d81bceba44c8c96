using Saccade.Events.Model;

namespace Saccade.Events.Formats.Aedat4;

/// <summary>AEDAT 4 of iniVation's DV: packets of FlatBuffers, plain or compressed, of one or several streams.</summary>
internal sealed class Aedat4Format : EventFormat
{
    private Aedat4Format()
    {
    }

    /// <summary>The format.</summary>
    public static Aedat4Format Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "aedat4";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".aedat4"];

    /// <inheritdoc/>
    public override int SignatureLength => Signature.Length;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override FormatLimits Limits { get; } = new() { Sensor = new SensorSize(short.MaxValue + 1, short.MaxValue + 1), NamesSensor = true };

    internal static ReadOnlySpan<byte> Signature => "#!AER-DAT4.0\r\n"u8;

    /// <inheritdoc/>
    public override bool TryDetect(ReadOnlySpan<byte> header) => header.StartsWith(Signature);

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new Aedat4Reader(options);

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => new Aedat4Writer(stream, options);
}
