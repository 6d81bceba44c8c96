using System.IO.Hashing;
using Saccade.Events.Model;

namespace Saccade.Events.Sources;

/// <summary>Reads an entry of an archive; at its end checks length and checksum, which the framework does not; gives the archive back when closed.</summary>
internal sealed class ZipEntryStream(Stream inner, string name, long length, uint checksum, Action giveBack) : Stream
{
    private readonly Crc32 _crc = new();
    private long _read;
    private bool _closed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int got;
        try
        {
            got = inner.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new EventFormatException(name, _read, "compressed data", "bytes that cannot be unpacked", "the archive is damaged; download it again", e);
        }

        _read += got;
        _crc.Append(buffer[..got]);
        if ((got == 0 && buffer.Length > 0) || _read > length)
            CheckEnd();
        return got;
    }

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            inner.Dispose();
            giveBack();
        }

        base.Dispose(disposing);
    }

    private void CheckEnd()
    {
        if (_read != length)
            throw new EventFormatException(name, _read, $"{length} bytes, as the archive's directory says", _read > length ? "more" : $"the end after {_read}", "the archive is damaged; download it again");
        uint found = _crc.GetCurrentHashAsUInt32();
        if (found != checksum)
            throw new EventFormatException(name, _read, $"checksum {checksum:x8}, as the archive's directory says", $"{found:x8}", "the archive is damaged; download it again");
    }
}
