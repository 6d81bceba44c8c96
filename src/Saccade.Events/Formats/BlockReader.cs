using Saccade.Events.Model;

namespace Saccade.Events.Formats;

/// <summary>
/// A reader that thinks in blocks (lines, records, packets): it is shown bytes from the beginning of a block, takes the
/// whole blocks among them and says how many bytes the next one needs. What chunks cut in two is put together here.
/// </summary>
/// <remarks>
/// Memory grows with the bytes that really came, never with what a header claims; and no block may want more than
/// <see cref="MaxBlock"/>.
/// </remarks>
public abstract class BlockReader(ReadOptions options) : EventReader(options)
{
    /// <summary>The largest block, in bytes; a claim above it is damage.</summary>
    protected const int MaxBlock = 1 << 28;

    private byte[] _pending = new byte[64];
    private int _count;
    private long _skip;

    /// <summary>Position in the file of the first byte that has not been taken.</summary>
    protected long Offset { get; private set; }

    /// <summary>Bytes that <see cref="Take"/> needs to see before it can go on; at least 1.</summary>
    protected int Wanted { get; set; } = 1;

    /// <summary>Whether the recording may end before the next block; bytes of a begun block are damage anyhow.</summary>
    protected virtual bool MayEnd => true;

    /// <summary>What the reader is waiting for, in words.</summary>
    protected abstract string Awaited { get; }

    /// <summary>Passes over the next bytes, after those that <see cref="Take"/> returns as taken.</summary>
    protected void Skip(long bytes) => _skip += bytes;

    /// <summary>
    /// Length of the header line that begins here, with its line feed; 0 when its end has not come, and more is then wanted; <see cref="HeaderLine.None"/> where the data begin.
    /// </summary>
    private protected int TakeLine(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark, bool printable)
    {
        int length = HeaderLine.Find(bytes, mark, printable, Options.Path, Offset);
        Wanted = length == 0 ? bytes.Length + 1 : 1;
        return length;
    }

    /// <summary>Takes what it can.</summary>
    /// <param name="bytes">At least <see cref="Wanted"/> bytes from position <see cref="Offset"/>.</param>
    /// <param name="into">Receives the events.</param>
    /// <returns>Bytes taken; when it is 0, <see cref="Wanted"/> must have been set above the number of bytes shown.</returns>
    protected abstract int Take(ReadOnlySpan<byte> bytes, EventBuffer into);

    /// <summary>At the end, with the bytes of a block that is not whole: by default damage.</summary>
    /// <param name="rest">Bytes that were not taken; may be empty.</param>
    /// <param name="into">Receives the events.</param>
    protected virtual void EndWith(ReadOnlySpan<byte> rest, EventBuffer into)
    {
        if (rest.Length > 0 || _skip > 0 || !MayEnd)
        {
            string after = rest.IsEmpty ? "the end of the file" : $"the end of the file after {rest.Length} bytes of it";
            Damaged(Offset, Awaited, after, "the file is truncated, or not of this format", rest.Length);
        }
    }

    /// <inheritdoc/>
    protected sealed override void Decode(ReadOnlySpan<byte> chunk, EventBuffer into)
    {
        while (!chunk.IsEmpty)
        {
            if (_skip > 0)
            {
                int skipped = (int)Math.Min(_skip, chunk.Length);
                Offset += skipped;
                _skip -= skipped;
                chunk = chunk[skipped..];
            }
            else if (_count == 0 && chunk.Length >= Wanted)
            {
                chunk = chunk[TakeSome(chunk, into)..];
            }
            else
            {
                int more = Math.Min(Math.Max(Wanted - _count, 1), chunk.Length);
                Keep(chunk[..more]);
                chunk = chunk[more..];
                TakeKept(into);
            }
        }
    }

    /// <inheritdoc/>
    protected sealed override void End(EventBuffer into)
    {
        EndWith(_pending.AsSpan(0, _count), into);
    }

    private void TakeKept(EventBuffer into)
    {
        while (_count > 0 && _count >= Wanted && _skip == 0)
        {
            Drop(TakeSome(_pending.AsSpan(0, _count), into));
        }

        if (_skip > 0 && _count > 0)
        {
            int skipped = (int)Math.Min(_skip, _count);
            Offset += skipped;
            _skip -= skipped;
            Drop(skipped);
            TakeKept(into);
        }
    }

    private int TakeSome(ReadOnlySpan<byte> bytes, EventBuffer into)
    {
        int taken = Take(bytes, into);
        if (taken == 0 && Wanted <= bytes.Length && _skip == 0)
            throw new InvalidOperationException($"{GetType().Name} took nothing of {bytes.Length} bytes and wants no more than {Wanted}");
        Offset += taken;
        return taken;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_count + bytes.Length > _pending.Length)
            Array.Resize(ref _pending, Math.Max(2 * _pending.Length, _count + bytes.Length));
        bytes.CopyTo(_pending.AsSpan(_count));
        _count += bytes.Length;
    }

    private void Drop(int bytes)
    {
        _pending.AsSpan(bytes, _count - bytes).CopyTo(_pending);
        _count -= bytes;
    }
}
