using System.Runtime.InteropServices;

namespace Saccade.Training.Ranks;

/// <summary>How the functions of MPI are called, and the calls themselves with their errors as exceptions. Handles are passed as addresses, see <see cref="MpiLibrary"/>.</summary>
internal sealed class MpiCalls
{
    private const int ErrorBytes = 1024;
    private const int Serialized = 2; // MPI_THREAD_SERIALIZED: several threads, never two at the same time
    private readonly MpiLibrary _library;
    private readonly Transfer _send, _receive;
    private readonly Receive _receiveNow;
    private readonly Ask _test;
    private readonly Probe _probe;

    public MpiCalls(MpiLibrary library)
    {
        _library = library;
        (_send, _receive) = (library.Function<Transfer>("MPI_Isend"), library.Function<Transfer>("MPI_Irecv"));
        (_receiveNow, _test, _probe) = (library.Function<Receive>("MPI_Recv"), library.Function<Ask>("MPI_Test"), library.Function<Probe>("MPI_Iprobe"));
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Nothing();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Two(nint handle, out int value);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Pair(nint handle, nint value);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Start(nint count, nint arguments, int wanted, out int provided);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Transfer(nint buffer, int count, nint type, int other, int tag, nint communicator, nint request);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Receive(nint buffer, int count, nint type, int other, int tag, nint communicator, nint status);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Ask(nint request, out int flag, nint status);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Probe(int other, int tag, nint communicator, out int flag, nint status);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Explain(int error, nint text, out int length);

    /// <summary>Begins; to be called once in a process.</summary>
    public (int Rank, int Ranks) Initialise()
    {
        Check("MPI_Init_thread", _library.Function<Start>("MPI_Init_thread")(0, 0, Serialized, out int provided));
        if (provided < Serialized)
            throw new MpiException($"got an MPI library, {_library.ShortVersion}, that allows calls from one thread only (level {provided}), expected level {Serialized}, MPI_THREAD_SERIALIZED");
        Check("MPI_Comm_set_errhandler", _library.Function<Pair>("MPI_Comm_set_errhandler")(_library.World, _library.ErrorsReturn));
        Check("MPI_Comm_rank", _library.Function<Two>("MPI_Comm_rank")(_library.World, out int rank));
        Check("MPI_Comm_size", _library.Function<Two>("MPI_Comm_size")(_library.World, out int ranks));
        return (rank, ranks);
    }

    /// <summary>Ends in order; waits for all.</summary>
    public void Terminate() => Check("MPI_Finalize", _library.Function<Nothing>("MPI_Finalize")());

    /// <summary>Ends all processes.</summary>
    public void Abort(int code) => _library.Function<Pair>("MPI_Abort")(_library.World, code);

    public void BeginSend(nint buffer, int count, int to, int tag, nint request) => Check("MPI_Isend", _send(buffer, count, _library.Bytes, to, tag, _library.World, request));

    public void BeginReceive(nint buffer, int count, int from, int tag, nint request) => Check("MPI_Irecv", _receive(buffer, count, _library.Bytes, from, tag, _library.World, request));

    public void ReceiveNow(nint buffer, int count, int from, int tag) => Check("MPI_Recv", _receiveNow(buffer, count, _library.Bytes, from, tag, _library.World, _library.NoStatus));

    /// <summary>Whether what a request stands for is done.</summary>
    public bool IsDone(nint request)
    {
        Check("MPI_Test", _test(request, out int flag, _library.NoStatus));
        return flag != 0;
    }

    /// <summary>Whether a message waits.</summary>
    public bool IsThere(int from, int tag)
    {
        Check("MPI_Iprobe", _probe(from, tag, _library.World, out int flag, _library.NoStatus));
        return flag != 0;
    }

    private void Check(string function, int error)
    {
        if (error == 0)
            return;
        byte[] text = GC.AllocateArray<byte>(ErrorBytes, pinned: true);
        _library.Function<Explain>("MPI_Error_string")(error, Marshal.UnsafeAddrOfPinnedArrayElement(text, 0), out int length);
        throw new MpiException($"{function} failed: {System.Text.Encoding.UTF8.GetString(text, 0, Math.Clamp(length, 0, ErrorBytes))}; another rank may have ended, or the network between the machines is down");
    }
}
