namespace Saccade.Events.Formats.Hdf5.Structure;

/// <summary>The header of a group or a data set: a list of messages.</summary>
internal sealed class Hdf5Object
{
    private const int ContinuationKind = 0x10, MostMessages = 1 << 16, SharedFlag = 2;
    private readonly Hdf5Image _image;
    private readonly List<Message> _messages = [];
    private readonly Queue<(ulong Address, long Length)> _blocks = new();

    /// <summary>Reads a header.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public Hdf5Object(Hdf5Image image, ulong address)
    {
        _image = image;
        if (image.Bytes(address, 4).Span.SequenceEqual("OHDR"u8))
            ReadNew(address);
        else
            ReadOld(address);
    }

    /// <summary>What a header says, by kind.</summary>
    internal enum Kind
    {
        Space = 1,
        LinkInfo = 2,
        Type = 3,
        Link = 6,
        External = 7,
        Layout = 8,
        Filters = 11,
        Attribute = 12,
        SymbolTable = 17,
        AttributeInfo = 21,
    }

    /// <summary>Whether it is a data set.</summary>
    public bool IsDataset => Find(Kind.Layout) is not null;

    /// <summary>Whether it is a group.</summary>
    public bool IsGroup => Find(Kind.SymbolTable) is not null || Find(Kind.LinkInfo) is not null || Find(Kind.Link) is not null;

    /// <summary>All messages of a kind.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All(Kind kind) => _messages.Where(m => m.Kind == (int)kind && !m.IsShared).Select(m => m.Content);

    /// <summary>The message of a kind; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is kept in another object, which is damaged.</exception>
    public ReadOnlyMemory<byte>? Find(Kind kind)
    {
        int at = _messages.FindIndex(m => m.Kind == (int)kind);
        if (at < 0)
            return null;
        return _messages[at].IsShared ? Shared(kind, _messages[at].Content.Span) : _messages[at].Content;
    }

    /// <summary>A message that is kept in the header of another object, as committed types are.</summary>
    private ReadOnlyMemory<byte> Shared(Kind kind, ReadOnlySpan<byte> content)
    {
        Hdf5Cursor cursor = new(content);
        int version = cursor.U8(), place = cursor.U8();
        cursor.Skip(version == 1 ? 6 : 0);
        if (version > 3 || (version == 3 && place != 2))
            throw new InvalidDataException("a message in a heap of shared messages, which are not read");
        Hdf5Object other = new(_image, _image.Address(ref cursor));
        return other._messages.Find(m => m.Kind == (int)kind && !m.IsShared)?.Content ?? throw new InvalidDataException("a shared message that is not there");
    }

    private void ReadOld(ulong address)
    {
        var cursor = _image.Open(address);
        if (cursor.U8() != 1)
            throw new InvalidDataException($"no object at {address}");
        cursor.Skip(7);
        long length = cursor.U32();
        cursor.Skip(4);
        _blocks.Enqueue((address + (ulong)cursor.At, length));
        while (_blocks.TryDequeue(out var block))
        {
            var bytes = _image.Bytes(block.Address, block.Length);
            Hdf5Cursor messages = new(bytes.Span);
            while (messages.Left >= 8)
            {
                int kind = messages.U16(), size = messages.U16(), flags = messages.U8();
                messages.Skip(3);
                Add(kind, flags, bytes, ref messages, size);
            }
        }
    }

    private void ReadNew(ulong address)
    {
        var cursor = _image.Open(address);
        cursor.Skip(4);
        if (cursor.U8() != 2)
            throw new InvalidDataException($"no object at {address}");
        int flags = cursor.U8();
        cursor.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        long length = cursor.Count(1 << (flags & 3));
        ReadMessages(address, cursor.At, cursor.At + Math.Min(length, int.MaxValue), flags);
        while (_blocks.TryDequeue(out var block))
        {
            if (block.Length < 8 || !_image.Bytes(block.Address, 4).Span.SequenceEqual("OCHK"u8))
                throw new InvalidDataException($"no continuation of an object at {block.Address}");
            ReadMessages(block.Address, 4, block.Length - 4, flags);
        }
    }

    private void ReadMessages(ulong address, int start, long end, int headerFlags)
    {
        var bytes = _image.Bytes(address, end + 4);
        Hdf5Cursor checksum = new(bytes.Span[(int)end..]);
        Hdf5Image.Verify(bytes.Span[..(int)end], checksum.U32(), address);
        Hdf5Cursor messages = new(bytes.Span[..(int)end]);
        messages.Skip(start);
        int order = (headerFlags & 4) != 0 ? 2 : 0;
        while (messages.Left >= 4 + order)
        {
            int kind = messages.U8(), size = messages.U16(), flags = messages.U8();
            messages.Skip(order);
            Add(kind, flags, bytes, ref messages, size);
        }
    }

    private void Add(int kind, int flags, ReadOnlyMemory<byte> block, ref Hdf5Cursor messages, int size)
    {
        int at = messages.At;
        messages.Skip(size);
        var content = block.Slice(at, size);
        if (_messages.Count >= MostMessages)
            throw new InvalidDataException($"an object of more than {MostMessages} messages");
        if (kind != ContinuationKind)
        {
            _messages.Add(new Message(kind, (flags & SharedFlag) != 0, content));
            return;
        }

        Hdf5Cursor cursor = new(content.Span);
        _blocks.Enqueue((_image.Address(ref cursor), cursor.Count(_image.LengthSize)));
    }

    private sealed record Message(int Kind, bool IsShared, ReadOnlyMemory<byte> Content);
}
