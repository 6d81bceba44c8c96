using System.Diagnostics;
using Saccade.Events.Model;

namespace Saccade.Events.Formats.Numpy;

/// <summary>The data of an array: in memory as a whole, or a part of a stream that moves forward with what is asked for.</summary>
internal sealed class NpyData : IDisposable
{
    private readonly Stream? _stream;
    private readonly string _path;
    private byte[] _part;
    private long _start; // where in the data the part begins
    private int _count;

    /// <summary>Data after a header in memory.</summary>
    public NpyData(ArraySegment<byte> file, int headerBytes, string path) =>
        (_part, _start, _count, _path) = (file.Array!, -(long)headerBytes - file.Offset, file.Offset + file.Count, path);

    /// <summary>Data after a header in a stream, which is closed with it.</summary>
    public NpyData(Stream stream, int headerBytes, string path) => (_stream, _part, _start, _path) = (stream, [], -headerBytes, path);

    /// <summary>Some bytes, valid until the next call; in a stream no byte before those of an earlier call can be had.</summary>
    /// <exception cref="EventFormatException">The stream ends before them.</exception>
    public ReadOnlySpan<byte> Range(long offset, int length)
    {
        Debug.Assert(offset >= _start);
        if (offset + length > _start + _count)
            MoveTo(offset, length);
        return _part.AsSpan((int)(offset - _start), length);
    }

    /// <summary>Passes over the rest, by which a stream that checks itself is checked.</summary>
    public void Finish()
    {
        if (_stream is null)
            return;
        if (_part.Length == 0)
            _part = new byte[1 << 12];
        while (_stream.Read(_part) > 0)
        {
            // it is not used
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private void MoveTo(long offset, int length)
    {
        byte[] room = length > _part.Length ? new byte[length] : _part;
        int kept = (int)Math.Max(0, _start + _count - offset);
        _part.AsSpan(_count - kept, kept).CopyTo(room);
        for (long gap = offset - (_start + _count); gap > 0;)
            gap -= Got(room.AsSpan(0, (int)Math.Min(gap, room.Length)));
        (_part, _start, _count) = (room, offset, kept);
        while (_count < length)
            _count += Got(room.AsSpan(_count, length - _count));
    }

    private int Got(Span<byte> room)
    {
        int got = _stream is null ? 0 : _stream.Read(room);
        return got > 0 ? got : throw new EventFormatException(_path, _start + _count, "more data", "their end", "the file is truncated");
    }
}
