using Saccade.Kernels.Sparse;
using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>Where tensors live and who computes on them: kernels, buffers and workers.</summary>
/// <remarks>
/// For one thread at a time: whatever computes takes the engine first (<see cref="Claim"/>) and is refused before any work while another thread has it. Threads that
/// compute at the same time need an engine each, whose workers should be no more than the cores together.
/// </remarks>
public sealed class Engine : IDisposable
{
    private readonly Workers _workers;
    private int _owner; // the thread that has the engine; 0 for none
    private int _claims; // how often it has taken it

    /// <summary>Creates an engine of the fast kernels.</summary>
    /// <param name="threads">Number of worker threads; 0 for one per core. Never changes a result.</param>
    /// <param name="cost">
    /// What the paths of convolutions cost, by which one is chosen for each image; null for <see cref="ConvolutionCost.Usual"/>. Changes times, never a
    /// result. The engine itself measures nothing.
    /// </param>
    /// <param name="exchange">Other processes that train the same network with other shards of each batch; null for none.</param>
    /// <param name="sharing">What is handed over to them, the same in all; null for what changes no bit.</param>
    public Engine(int threads = 0, ConvolutionCost? cost = null, IShardExchange? exchange = null, ShardSharing? sharing = null)
    {
        _workers = new Workers(threads);
        ConvolutionCost = cost ?? ConvolutionCost.Usual;
        (Exchange, Sharing) = (exchange, sharing ?? new ShardSharing());
        Kernels = new CpuKernels(_workers, ConvolutionCost, exchange, Sharing.Gradients);
    }

    /// <summary>Creates an engine of other kernels.</summary>
    internal Engine(Workers workers, KernelSet kernels)
    {
        _workers = workers;
        Kernels = kernels;
        Sharing = new ShardSharing();
    }

    /// <summary>Lends memory to tapes.</summary>
    public BufferPool Pool => Kernels.Pool;

    /// <summary>Number of worker threads.</summary>
    public int Threads => _workers.Count;

    /// <summary>What the paths of convolutions are taken to cost; null if there is one path only.</summary>
    public ConvolutionCost? ConvolutionCost { get; }

    /// <summary>The processes that share the training, or null.</summary>
    public IShardExchange? Exchange { get; }

    /// <summary>What is handed over to them.</summary>
    public ShardSharing Sharing { get; }

    /// <summary>What computes.</summary>
    internal KernelSet Kernels { get; }

    /// <summary>An engine of the readable reference kernels: slow, single-threaded, for comparison.</summary>
    public static Engine Reference() => new(new Workers(1), new ReferenceKernels());

    /// <summary>Whether batch norm and the neurons after it are one pass, which keeps neither normalised values nor potentials.</summary>
    public bool FusesNormalization => Kernels.FusesNormalization;

    /// <summary>Takes the engine for the calling thread until the claim is disposed. The same thread may take it again before that.</summary>
    /// <exception cref="EngineBusyException">Another thread has it.</exception>
    public EngineClaim Claim()
    {
        int me = Environment.CurrentManagedThreadId;
        int owner = Interlocked.CompareExchange(ref _owner, me, 0);
        if (owner != 0 && owner != me)
            throw new EngineBusyException();
        _claims++;
        return new EngineClaim(this);
    }

    /// <summary>Which paths were taken since the last call; the counts start anew.</summary>
    /// <exception cref="EngineBusyException">Another thread has the engine.</exception>
    public KernelUse TakeKernelUse()
    {
        using var claim = Claim();
        return Kernels.TakeUse();
    }

    /// <summary>Runs numbered tasks on the workers, for example to prepare samples; see <see cref="Workers.Run"/>.</summary>
    /// <exception cref="EngineBusyException">Another thread has the engine.</exception>
    public void Run(int tasks, Action<int, int> task)
    {
        using var claim = Claim();
        _workers.Run(tasks, task);
    }

    /// <summary>Ends the worker threads.</summary>
    /// <exception cref="EngineBusyException">Another thread has the engine.</exception>
    public void Dispose()
    {
        using var claim = Claim();
        _workers.Dispose();
    }

    internal void Leave()
    {
        if (--_claims == 0)
            Volatile.Write(ref _owner, 0);
    }
}
