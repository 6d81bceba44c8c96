namespace Saccade.Events.Images;

/// <summary>Images of one size in one array.</summary>
internal sealed class MemoryImageSet : ImageSet
{
    private readonly int _width, _height, _channels;
    private readonly byte[] _values;
    private readonly Lazy<string> _identity;

    public MemoryImageSet(string location, IReadOnlyList<string> classes, int[] labels, int width, int height, int channels, byte[] values)
        : base(location, classes, labels)
    {
        (_width, _height, _channels, _values) = (width, height, channels, values);
        _identity = new Lazy<string>(() => Hash($"{width}x{height}x{channels} {string.Join(',', labels)}\n", values));
    }

    public override string Identity => _identity.Value;

    public override void Dispose()
    {
        // Nothing is open.
    }

    private protected override RasterImage Read(int index)
    {
        int size = _width * _height * _channels;
        return new RasterImage(_width, _height, _channels, _values.AsSpan(index * size, size));
    }
}
