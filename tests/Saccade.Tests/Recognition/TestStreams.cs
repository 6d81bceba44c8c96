namespace Saccade.Tests.Recognition;

/// <summary>A stream that only goes forwards, gives few bytes at a time, and tells when it is read.</summary>
internal sealed class SlowStream(byte[] bytes, int atOnce, Action<int>? beforeRead = null) : Stream
{
    private int _at;

    /// <summary>Whether reading that blocks is refused, as of the body of a web request.</summary>
    public bool OnlyAsync { get; init; }

    /// <summary>What asynchronous reading waits for first.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    public bool IsClosed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (OnlyAsync)
            throw new InvalidOperationException("synchronous operations are disallowed");
        return Next(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return Next(buffer.Span);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }

    private int Next(Span<byte> buffer)
    {
        beforeRead?.Invoke(_at);
        int count = Math.Min(Math.Min(atOnce, buffer.Length), bytes.Length - _at);
        bytes.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }
}
