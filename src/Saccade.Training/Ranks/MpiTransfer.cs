using System.Runtime.InteropServices;

namespace Saccade.Training.Ranks;

/// <summary>One exchange of an <see cref="MpiExchange"/>: a message to each other rank and one from each, in memory that stays where it is and is kept for the next exchange of that number.</summary>
/// <param name="calls">The library; called by one thread at a time.</param>
/// <param name="rank">This rank.</param>
/// <param name="ranks">Number of ranks.</param>
/// <param name="tag">What tells the messages from others.</param>
internal sealed class MpiTransfer(MpiCalls calls, int rank, int ranks, int tag)
{
    private readonly byte[] _requests = GC.AllocateArray<byte>(2 * ranks * sizeof(long), pinned: true);
    private readonly bool[] _pending = new bool[2 * ranks];
    private readonly int[] _outgoingStarts = new int[ranks + 1], _incomingStarts = new int[ranks + 1];
    private byte[] _outgoing = [], _incoming = [];
    private MpiException? _failure;

    /// <summary>Whether it was begun and not yet taken.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Puts together what goes to each rank; calls nothing.</summary>
    /// <exception cref="InvalidOperationException">It is under way already.</exception>
    public void Fill(ReadOnlySpan<byte> outgoing, ReadOnlySpan<Range> parts, ReadOnlySpan<int> incomingStarts)
    {
        if (IsUnderWay)
            throw new InvalidOperationException("got an exchange whose number is that of one under way, expected another number, or its end first");
        int each = parts.Length / ranks, length = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (i % each == 0)
                _outgoingStarts[i / each] = length;
            length += i / each == rank ? 0 : parts[i].GetOffsetAndLength(outgoing.Length).Length;
        }

        _outgoingStarts[ranks] = length;
        incomingStarts.CopyTo(_incomingStarts);
        Grow(ref _outgoing, length);
        Grow(ref _incoming, incomingStarts[^1]);
        int at = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (i / each == rank)
                continue;
            outgoing[parts[i]].CopyTo(_outgoing.AsSpan(at));
            at += outgoing[parts[i]].Length;
        }
    }

    /// <summary>Begins to send and to receive.</summary>
    public void Begin()
    {
        IsUnderWay = true;
        for (int other = 0; other < ranks; other++)
        {
            if (other == rank)
                continue;
            int receive = _incomingStarts[other + 1] - _incomingStarts[other], send = _outgoingStarts[other + 1] - _outgoingStarts[other];
            if (_pending[other] = receive > 0)
                calls.BeginReceive(Address(_incoming, _incomingStarts[other]), receive, other, tag, Request(other));
            if (_pending[ranks + other] = send > 0)
                calls.BeginSend(Address(_outgoing, _outgoingStarts[other]), send, other, tag, Request(ranks + other));
        }
    }

    /// <summary>Whether all messages are through; has the library look at the network once if not.</summary>
    /// <exception cref="MpiException">A message failed.</exception>
    public bool IsThrough()
    {
        for (int i = 0; i < _pending.Length; i++)
        {
            if (IsPending(i))
                return false;
        }

        return true;
    }

    /// <summary>Whether a message to or from a rank is not through.</summary>
    /// <exception cref="MpiException">A message failed.</exception>
    public bool Awaits(int other) => IsPending(other) || IsPending(ranks + other);

    /// <summary>Takes what came, and ends; the place of this rank is not touched.</summary>
    public void Take(Span<byte> incoming)
    {
        _incoming.AsSpan(0, _incomingStarts[rank]).CopyTo(incoming);
        _incoming.AsSpan(_incomingStarts[rank + 1].._incomingStarts[ranks]).CopyTo(incoming[_incomingStarts[rank + 1]..]);
        IsUnderWay = false;
    }

    /// <summary>Asks for one message. That it failed is told to whoever asks later too, since the library forgets it.</summary>
    private bool IsPending(int index)
    {
        if (_failure is not null)
            throw _failure;
        try
        {
            return _pending[index] && (_pending[index] = !calls.IsDone(Request(index)));
        }
        catch (MpiException e)
        {
            _failure = e;
            throw;
        }
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = GC.AllocateUninitializedArray<byte>(length, pinned: true);
    }

    private static nint Address(byte[] pinned, int index) => Marshal.UnsafeAddrOfPinnedArrayElement(pinned, index);

    private nint Request(int index) => Address(_requests, index * sizeof(long));
}
