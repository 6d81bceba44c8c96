using System.Buffers.Binary;

namespace Saccade.Events.Formats.Numpy;

/// <summary>Arrays of NumPy in a zip archive (<c>.npz</c>): t, x, y, p as SpikingJelly saves them, or one array of records.</summary>
internal sealed class NpzFormat : EventFormat
{
    private const int LocalHeaderBytes = 30;
    private const int LongestName = 64;

    private NpzFormat()
    {
    }

    /// <summary>The format.</summary>
    public static NpzFormat Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "npz";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".npz"];

    /// <inheritdoc/>
    public override int SignatureLength => LocalHeaderBytes + LongestName;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>A zip archive whose first file is an array.</summary>
    public override bool TryDetect(ReadOnlySpan<byte> header)
    {
        if (header.Length < LocalHeaderBytes || !header.StartsWith("PK\x03\x04"u8))
            return false;
        int name = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        return name <= header.Length - LocalHeaderBytes && header.Slice(LocalHeaderBytes, name).EndsWith(".npy"u8);
    }

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new NpzReader(options);

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => new NpzWriter(stream, options);
}
