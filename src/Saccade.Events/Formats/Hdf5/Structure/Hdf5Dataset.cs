using Saccade.Events.Formats.Hdf5.Filters;

namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>A data set of an HDF5 file: an array of numbers or of records.</summary>
internal sealed class Hdf5Dataset
{
    /// <summary>Bytes of chunks that are kept unpacked, since the fields of a record are read one after the other.</summary>
    private const long KeptBytes = 4 << 20;

    private const long FreeChunk = 16 << 20;
    private readonly Hdf5Image _image;
    private readonly Hdf5Type _type;
    private readonly Hdf5Space _space;
    private readonly Hdf5Layout _layout;
    private readonly FilterPipeline _filters;
    private readonly Dictionary<long, ReadOnlyMemory<byte>> _kept = [];
    private readonly Queue<long> _order = new();
    private Dictionary<long, ChunkPlace>? _places;

    internal Hdf5Dataset(Hdf5Image image, Hdf5Object owner, string path)
    {
        (_image, Path) = (image, path);
        _type = Hdf5Type.Read(Message(owner, Hdf5Object.Kind.Type).Span);
        _space = Hdf5Space.Read(image, Message(owner, Hdf5Object.Kind.Space).Span);
        _layout = Hdf5Layout.Read(image, Message(owner, Hdf5Object.Kind.Layout));
        _filters = owner.Find(Hdf5Object.Kind.Filters) is { } filters ? FilterPipeline.Read(filters.Span) : FilterPipeline.None;
        Obstacle = owner.Find(Hdf5Object.Kind.External) is not null || _layout.Kind == Hdf5Layout.LayoutKind.Virtual
            ? "its data are in another file" : _filters.Obstacle;
        if (_layout.Kind == Hdf5Layout.LayoutKind.Chunked && _layout.Chunk.Length != Extents.Count)
            throw new InvalidDataException($"a data set '{path}' of {Extents.Count} dimensions in chunks of {_layout.Chunk.Length}");
    }

    /// <summary>Path in the file.</summary>
    public string Path { get; }

    /// <summary>Extents; none for a single value.</summary>
    public IReadOnlyList<long> Extents => _space.Extents;

    /// <summary>What an element is.</summary>
    public Hdf5Kind Kind => _type.Kind;

    /// <summary>The fields of a record.</summary>
    public IEnumerable<(string Name, Hdf5Kind Kind)> Members => _type.Members.Select(m => (m.Name, m.Type.Kind));

    /// <summary>Why it cannot be read although it is not damaged: a filter that is not read, or data in another file; else null.</summary>
    public string? Obstacle { get; }

    /// <summary>Reads integers; what does not fit becomes the nearest that does.</summary>
    /// <param name="member">Name of the field of a record; null for plain numbers.</param>
    /// <param name="first">The first row.</param>
    /// <param name="column">The column of a table; ignored for lists.</param>
    /// <param name="into">Receives the integers.</param>
    /// <exception cref="InvalidDataException">The data are damaged.</exception>
    public void Read(string? member, long first, int column, Span<long> into)
    {
        (int offset, var type) = Field(member);
        while (!into.IsEmpty)
        {
            var part = Part(first, column, into.Length, out int count, out int stride);
            Hdf5Numbers.Read(part[offset..], stride, type, into[..count]);
            into = into[count..];
            first += count;
        }
    }

    /// <summary>Reads numbers in double precision.</summary>
    /// <param name="member">Name of the field of a record; null for plain numbers.</param>
    /// <param name="first">The first row.</param>
    /// <param name="column">The column of a table; ignored for lists.</param>
    /// <param name="into">Receives the numbers.</param>
    /// <exception cref="InvalidDataException">The data are damaged.</exception>
    public void Read(string? member, long first, int column, Span<double> into)
    {
        (int offset, var type) = Field(member);
        while (!into.IsEmpty)
        {
            var part = Part(first, column, into.Length, out int count, out int stride);
            Hdf5Numbers.Read(part[offset..], stride, type, into[..count]);
            into = into[count..];
            first += count;
        }
    }

    /// <summary>Reads one list of numbers.</summary>
    /// <param name="row">Its number.</param>
    /// <exception cref="InvalidDataException">The data are damaged, or no lists of numbers.</exception>
    public double[] ReadList(long row)
    {
        if (_type is not { Kind: Hdf5Kind.List, Element: { Kind: Hdf5Kind.Integer or Hdf5Kind.Float } element } || _type.Size < GlobalHeap.ReferenceBytes(_image))
            throw new InvalidDataException($"'{Path}', which holds no lists of numbers");
        var list = GlobalHeap.Object(_image, Part(row, 0, 1, out _, out _), element.Size);
        double[] numbers = new double[list.Length / element.Size];
        Hdf5Numbers.Read(list, element.Size, element, numbers);
        return numbers;
    }

    private (int Offset, Hdf5Type Type) Field(string? member)
    {
        if (member is null)
            return (0, _type);
        (_, int offset, var type) = _type.Members.First(m => m.Name == member);
        return (offset, type);
    }

    /// <summary>The bytes of some rows, as many as are together.</summary>
    private ReadOnlySpan<byte> Part(long row, int column, int most, out int count, out int stride)
    {
        bool isTable = Extents.Count == 2;
        if (_layout.Kind != Hdf5Layout.LayoutKind.Chunked)
        {
            stride = (int)Int128.Min(int.MaxValue, (Int128)_type.Size * (isTable ? Extents[1] : 1));
            count = most;
            return Within(_layout.Run.Span, row, column, count, stride);
        }

        long chunkRows = _layout.Chunk[0], chunkColumns = isTable ? _layout.Chunk[1] : 1;
        long across = isTable ? Ceiling(Extents[1], chunkColumns) : 1;
        var chunk = Unpacked(row / chunkRows * across + column / chunkColumns).Span;
        stride = (int)(_type.Size * chunkColumns);
        count = (int)Math.Min(most, chunkRows - row % chunkRows);
        return Within(chunk, row % chunkRows, (int)(column % chunkColumns), count, stride);
    }

    private ReadOnlySpan<byte> Within(ReadOnlySpan<byte> bytes, long row, int column, int count, int stride)
    {
        Int128 start = (Int128)row * stride + (long)column * _type.Size, length = (Int128)(count - 1) * stride + _type.Size;
        return start + length <= bytes.Length ? bytes.Slice((int)start, (int)length)
            : throw new InvalidDataException($"{bytes.Length} bytes for rows {row} to {row + count - 1} of '{Path}', which need {start + length}");
    }

    private ReadOnlyMemory<byte> Unpacked(long number)
    {
        if (_kept.TryGetValue(number, out var kept))
            return kept;
        long bytes = ChunkBytes();
        _places ??= _layout.Index!.Places(_image, Grid(Extents), Grid(_space.Largest), bytes, _layout.Chunk);
        if (!_places.TryGetValue(number, out var place))
            throw new InvalidDataException($"a data set '{Path}' whose chunk {number} was never written");
        var chunk = _image.Bytes(place.Address, place.Size < 0 ? bytes : place.Size);
        if (_filters.IsEmpty)
            return chunk;
        const int Trailers = 64; // checksums of filters
        chunk = _filters.Undo(chunk, place.SkippedFilters, (int)bytes + Trailers);
        while (_order.Count > 0 && _order.Count * bytes >= KeptBytes)
            _kept.Remove(_order.Dequeue());
        _order.Enqueue(number);
        return _kept[number] = chunk;
    }

    /// <summary>Bytes of a chunk; bounded before anything is unpacked.</summary>
    private long ChunkBytes()
    {
        Int128 bytes = _type.Size;
        foreach (long extent in _layout.Chunk)
            bytes = Int128.Min(long.MaxValue, bytes * extent);
        long most = Math.Min(int.MaxValue / 2, FreeChunk + 2 * _image.Length);
        return bytes <= most ? (long)bytes : throw new InvalidDataException($"chunks of {bytes} bytes in '{Path}'; a file of {_image.Length} bytes may have such of {most}");
    }

    private long[] Grid(IReadOnlyList<long> extents) => [.. extents.Zip(_layout.Chunk, Ceiling)];

    private static long Ceiling(long extent, long chunk) => extent / chunk + (extent % chunk == 0 ? 0 : 1);

    private ReadOnlyMemory<byte> Message(Hdf5Object owner, Hdf5Object.Kind kind) =>
        owner.Find(kind) ?? throw new InvalidDataException($"a data set '{Path}' without its {kind.ToString().ToLowerInvariant()}");
}
