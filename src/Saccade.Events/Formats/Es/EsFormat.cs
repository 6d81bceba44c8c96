using Saccade.Events.Model;

namespace Saccade.Events.Formats.Es;

/// <summary>Event Stream (<c>.es</c>): a header of its own and events with differences of time. Holds DVS, ATIS, colour or generic events.</summary>
internal sealed class EsFormat : EventFormat
{
    private EsFormat()
    {
    }

    /// <summary>The format.</summary>
    public static EsFormat Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "es";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".es"];

    /// <inheritdoc/>
    public override int SignatureLength => Signature.Length;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override FormatLimits Limits { get; } = new() { Sensor = new SensorSize(ushort.MaxValue, ushort.MaxValue), NamesSensor = true, NeedsOrder = true, TimeRange = 1L << 40, LatestStart = EsWriter.LatestStart };

    internal static ReadOnlySpan<byte> Signature => "Event Stream"u8;

    /// <inheritdoc/>
    public override bool TryDetect(ReadOnlySpan<byte> header) => header.StartsWith(Signature);

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new EsReader(options);

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => new EsWriter(stream, options);
}

/// <summary>What an Event Stream file holds; values are those of its type byte.</summary>
internal enum EsKind
{
    /// <summary>Texts with times: no events of a sensor.</summary>
    Generic = 0,

    /// <summary>Changes of brightness.</summary>
    Dvs = 1,

    /// <summary>Changes of brightness, and crossings of a threshold by which an ATIS measures exposure.</summary>
    Atis = 2,

    /// <summary>Pixels with a colour: no polarity.</summary>
    Color = 4,
}
