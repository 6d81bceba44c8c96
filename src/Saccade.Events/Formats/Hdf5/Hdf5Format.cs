using Saccade.Events.Formats.Hdf5.Structure;

namespace Saccade.Events.Formats.Hdf5;

/// <summary>Events in HDF5: DSEC, Metavision and any group of columns t, x, y, p.</summary>
internal sealed class Hdf5Format : EventFormat
{
    private Hdf5Format()
    {
    }

    /// <summary>The format.</summary>
    public static Hdf5Format Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "hdf5";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".h5", ".hdf5"];

    /// <inheritdoc/>
    public override int SignatureLength => Hdf5Image.Signature.Length;

    /// <inheritdoc/>
    public override bool TryDetect(ReadOnlySpan<byte> header) => header.StartsWith(Hdf5Image.Signature);

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new Hdf5Reader(options);
}
