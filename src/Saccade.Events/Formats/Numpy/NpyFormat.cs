using Saccade.Files;

namespace Saccade.Events.Formats.Numpy;

/// <summary>One array of NumPy (<c>.npy</c>): records with fields t, x, y, p, as tonic and expelliarmus have them, or a table of numbers.</summary>
internal sealed class NpyFormat : EventFormat
{
    private NpyFormat()
    {
    }

    /// <summary>The format.</summary>
    public static NpyFormat Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "npy";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".npy"];

    /// <inheritdoc/>
    public override int SignatureLength => NpyHead.Signature.Length;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool TryDetect(ReadOnlySpan<byte> header) => header.StartsWith(NpyHead.Signature);

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new NpyReader(options);

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => new NpyWriter(stream, options);
}
