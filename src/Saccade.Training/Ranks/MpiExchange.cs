using System.Runtime.InteropServices;
using System.Text;

namespace Saccade.Training.Ranks;

/// <summary>
/// Processes that a launcher of MPI began. Each sends its part to every other one, so that whoever waits knows for whom: a rank that gives no sign of life until a deadline is named, with its
/// machine. Every rank says now and then that it is there and how far it came, and one that fails says why.
/// </summary>
/// <remarks>For one thread at a time, except <see cref="Busy"/>; signs of life are given by a timer, and a thread of its own goes on with exchanges that nobody waits for.</remarks>
public sealed class MpiExchange : IRankLink, IDisposable
{
    private const int NoteTag = 1, FirstDataTag = 2, NoteBytes = 1024, NoteHead = 3 + 2 * sizeof(long), SignsADeadline = 8, Stuck = 10, TurnsAtOnce = 8;
    private const byte Alive = 1, Failed = 2;
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(2), _betweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly MpiCalls _calls;
    private readonly TimeProvider _time;
    private readonly TimeSpan _deadline;
    private readonly Lock _gate = new(); // the library is called by one thread at a time
    private readonly ITimer _timer;
    private readonly MpiProgress _progress;
    private readonly List<MpiTransfer> _transfers = []; // by number
    private readonly long[] _heard, _moved;
    private readonly (long Exchanges, long Work)[] _at;
    private readonly bool[] _saying; // whether a rank has not taken the last note yet
    private readonly byte[] _notes;
    private readonly byte[] _requests;
    private string[] _machines;
    private long _looked, _exchanges, _work;
    private bool _closed;

    private MpiExchange(MpiLibrary library, MpiCalls calls, int rank, int ranks, TimeSpan deadline, TimeProvider time)
    {
        (Library, _calls, Rank, Ranks, _deadline, _time) = (library, calls, rank, ranks, deadline, time);
        (_heard, _moved, _at, _saying) = (new long[ranks], new long[ranks], new (long, long)[ranks], new bool[ranks]);
        _requests = GC.AllocateArray<byte>(ranks * sizeof(long), pinned: true);
        _notes = GC.AllocateArray<byte>((ranks + 1) * NoteBytes, pinned: true); // one place to receive, one to send from for each rank
        _machines = new string[ranks];
        Array.Fill(_machines, "a machine not known yet");
        _progress = new MpiProgress(Advance);
        _timer = time.CreateTimer(_ => GiveSign(), null, deadline / SignsADeadline, deadline / SignsADeadline);
    }

    /// <summary>The library.</summary>
    public MpiLibrary Library { get; }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Ranks { get; }

    /// <summary>Begins; to be called once in a process.</summary>
    /// <param name="library">The system's library.</param>
    /// <param name="deadline">How long another rank may give no sign of life while it is waited for; one that is alive and does not go on is waited for ten times as long.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MpiException">The library refuses.</exception>
    public static MpiExchange Open(MpiLibrary library, TimeSpan deadline, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(time);
        var calls = new MpiCalls(library);
        var (rank, ranks) = calls.Initialise();
        return new MpiExchange(library, calls, rank, ranks, deadline, time);
    }

    /// <inheritdoc/>
    public void Know(IReadOnlyList<string> machines) => _machines = [.. machines];

    /// <inheritdoc/>
    /// <exception cref="RankFailedException">A rank failed.</exception>
    /// <exception cref="MpiException">MPI failed.</exception>
    public void Begin(int number, ReadOnlySpan<byte> outgoing, ReadOnlySpan<Range> parts, ReadOnlySpan<int> incomingStarts)
    {
        var transfer = Numbered(number);
        transfer.Fill(outgoing, parts, incomingStarts);
        lock (_gate)
        {
            _exchanges++;
            transfer.Begin();
        }

        if (number > 0)
            _progress.Wake();
    }

    /// <inheritdoc/>
    /// <exception cref="MpiException">MPI failed.</exception>
    public bool IsThere(int number)
    {
        lock (_gate)
            return _transfers[number].IsThrough();
    }

    /// <inheritdoc/>
    /// <exception cref="RankFailedException">A rank failed or gave no sign of life.</exception>
    /// <exception cref="MpiException">MPI failed.</exception>
    public void End(int number, Span<byte> incoming)
    {
        var transfer = _transfers[number];
        Wait(transfer);
        lock (_gate)
            transfer.Take(incoming);
    }

    private MpiTransfer Numbered(int number)
    {
        lock (_gate)
        {
            while (_transfers.Count <= number)
                _transfers.Add(new MpiTransfer(_calls, Rank, Ranks, FirstDataTag + _transfers.Count));
        }

        return _transfers[number];
    }

    /// <summary>Has the library go on with what nobody waits for; whether there is such a thing.</summary>
    private bool Advance()
    {
        lock (_gate)
        {
            bool any = false;
            for (int turn = 0; turn < TurnsAtOnce && !_closed; turn++)
                any = _transfers.Exists(transfer => transfer.IsUnderWay && !transfer.IsThrough());
            return any;
        }
    }

    /// <inheritdoc/>
    public void Busy() => Interlocked.Increment(ref _work);

    /// <inheritdoc/>
    public void Tell(string failure)
    {
        // A note to a rank that has not taken the last one waits for it, and one to a machine that was never spoken to needs a few turns to leave.
        bool[] told = new bool[Ranks];
        for (long start = _time.GetTimestamp(); _time.GetElapsedTime(start) < _deadline / SignsADeadline; Thread.Sleep(1))
        {
            lock (_gate)
            {
                Say(Failed, failure, told);
                if (told.Count(t => t) == Ranks - 1 && !Enumerable.Range(0, Ranks).Any(IsSaying))
                    return;
            }
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        Dispose();
        _calls.Terminate();
    }

    /// <summary>Gives no more signs of life; the library itself ends by <see cref="Close"/> or <see cref="Abort"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _timer.Dispose();
        }

        _progress.Dispose();
    }

    /// <inheritdoc/>
    public void Abort(int code)
    {
        lock (_gate)
        {
            _closed = true;
            _calls.Abort(code);
        }
    }

    private nint Request(int rank) => Marshal.UnsafeAddrOfPinnedArrayElement(_requests, rank * sizeof(long));

    private nint Note(int rank) => Marshal.UnsafeAddrOfPinnedArrayElement(_notes, rank * NoteBytes);

    private void Wait(MpiTransfer transfer)
    {
        long start = _looked = _time.GetTimestamp(), since = start;
        while (!IsAllThere(transfer, ref since))
        {
            // Ranks may be more than cores: who waits gives way, and sleeps where it takes longer than a message does.
            var waited = _time.GetElapsedTime(start);
            if (waited < _patience)
                Thread.Yield();
            else
                Thread.Sleep(waited < _betweenLooks ? 0 : 1);
        }
    }

    /// <summary>Whether all parts are here.</summary>
    /// <param name="transfer">What is waited for.</param>
    /// <param name="since">From when on the others had the chance to say something: the start of the wait, or when this process itself was last woken up.</param>
    private bool IsAllThere(MpiTransfer transfer, ref long since)
    {
        lock (_gate)
        {
            bool all = transfer.IsThrough();
            long now = _time.GetTimestamp();
            var pause = _time.GetElapsedTime(_looked, now);
            if (!all && pause >= _betweenLooks)
            {
                if (pause > _deadline / SignsADeadline)
                    since = now; // this process was suspended, and knows nothing of the others
                Listen(now);
                Demand(transfer, since, now);
            }

            return all;
        }
    }

    /// <summary>Refuses to wait any longer for ranks that are silent, or that are alive and do not go on.</summary>
    private void Demand(MpiTransfer transfer, long start, long now)
    {
        int[] awaited = [.. Enumerable.Range(0, Ranks).Where(transfer.Awaits)];
        int[] silent = [.. awaited.Where(rank => _time.GetElapsedTime(Math.Max(start, _heard[rank]), now) > _deadline)];
        if (silent.Length > 0)
            throw Gone(silent, $"gave no sign of life for {_deadline.TotalSeconds:0.#} s, expected an answer: the process was suspended, or the machine or the network is down");

        // Of ranks that wait for each other, the one that is behind keeps the others.
        int[] stuck = [.. awaited.Where(rank => _time.GetElapsedTime(Math.Max(start, _moved[rank]), now) > Stuck * _deadline && _at[rank].Exchanges <= awaited.Min(other => _at[other].Exchanges))];
        if (stuck.Length > 0)
            throw Gone(stuck, $"is alive but did not go on for {Stuck * _deadline.TotalSeconds:0.#} s, expected its part of a sum: it waits for a disk or another program");
    }

    private RankFailedException Gone(int[] ranks, string what)
    {
        string who = string.Join(" and ", ranks.Select(rank => $"rank {rank} on {_machines[rank]}"));
        return new RankFailedException($"{who} {what}; --deadline sets how long to wait", Enumerable.Range(0, Ranks).First(rank => !ranks.Contains(rank)));
    }

    /// <summary>Reads what others say beside the data.</summary>
    private void Listen(long now)
    {
        _looked = now;
        for (int rank = 0; rank < Ranks; rank++)
        {
            while (rank != Rank && _calls.IsThere(rank, NoteTag))
            {
                _calls.ReceiveNow(Note(Ranks), NoteBytes, rank, NoteTag);
                Hear(rank, _notes.AsSpan(Ranks * NoteBytes, NoteBytes), now);
            }
        }
    }

    private void Hear(int rank, ReadOnlySpan<byte> note, long now)
    {
        if (note[0] == Failed)
            throw new RankFailedException($"{Encoding.UTF8.GetString(note.Slice(NoteHead, BitConverter.ToUInt16(note[1..])))} (rank {rank} on {_machines[rank]})");
        var at = (BitConverter.ToInt64(note[3..]), BitConverter.ToInt64(note[(3 + sizeof(long))..]));
        _heard[rank] = now;
        if (_at[rank] != at)
            (_at[rank], _moved[rank]) = (at, now);
    }

    private void GiveSign()
    {
        lock (_gate)
        {
            if (!_closed)
                Say(Alive, "", new bool[Ranks]);
        }
    }

    /// <summary>Says something to all others that were not told, except to those that have not taken the last thing yet.</summary>
    private void Say(byte kind, string text, bool[] told)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(bytes.Length, NoteBytes - NoteHead);
        for (int rank = 0; rank < Ranks; rank++)
        {
            if (rank == Rank || told[rank] || IsSaying(rank))
                continue;
            var note = _notes.AsSpan(rank * NoteBytes, NoteBytes);
            note[0] = kind;
            BitConverter.TryWriteBytes(note[1..], (ushort)length);
            BitConverter.TryWriteBytes(note[3..], _exchanges);
            BitConverter.TryWriteBytes(note[(3 + sizeof(long))..], Interlocked.Read(ref _work));
            bytes.AsSpan(0, length).CopyTo(note[NoteHead..]);
            _calls.BeginSend(Note(rank), NoteBytes, rank, NoteTag, Request(rank));
            (_saying[rank], told[rank]) = (true, true);
        }
    }

    private bool IsSaying(int rank) => _saying[rank] && (_saying[rank] = !_calls.IsDone(Request(rank)));
}
