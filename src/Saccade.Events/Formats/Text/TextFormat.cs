namespace Saccade.Events.Formats.Text;

/// <summary>One event a line: comma-separated or in columns of text.</summary>
internal sealed class TextFormat : EventFormat
{
    private TextFormat()
    {
    }

    /// <summary>The format.</summary>
    public static TextFormat Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "text";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".csv", ".txt", ".tsv"];

    /// <summary>Lists of labels and notes have the same extensions.</summary>
    public override bool SharesExtensions => true;

    /// <inheritdoc/>
    public override int SignatureLength => 0;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override FormatLimits Limits { get; } = new() { NamesSensor = true };

    /// <inheritdoc/>
    public override bool TryDetect(ReadOnlySpan<byte> header) => false;

    /// <inheritdoc/>
    public override EventReader CreateReader(ReadOptions options) => new TextEventReader(options);

    /// <inheritdoc/>
    public override EventWriter CreateWriter(Stream stream, WriteOptions options) => new TextEventWriter(stream, options);
}
