using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>Where tensors live and who computes on them: kernels, buffers and workers. One per process is usual.</summary>
public sealed class Engine : IDisposable
{
    private readonly Workers _workers;

    /// <summary>Creates an engine of the fast kernels.</summary>
    /// <param name="threads">Number of worker threads; 0 for one per core. Never changes a result.</param>
    public Engine(int threads = 0)
    {
        _workers = new Workers(threads);
        Kernels = new CpuKernels(_workers, Pool);
    }

    private Engine(Workers workers, KernelSet kernels)
    {
        _workers = workers;
        Kernels = kernels;
    }

    /// <summary>Lends memory to tapes.</summary>
    public BufferPool Pool { get; } = new();

    /// <summary>Number of worker threads.</summary>
    public int Threads => _workers.Count;

    /// <summary>What computes.</summary>
    internal KernelSet Kernels { get; }

    /// <summary>An engine of the readable reference kernels: slow, single-threaded, for comparison.</summary>
    public static Engine Reference() => new(new Workers(1), new ReferenceKernels());

    /// <summary>Whether batch norm of so many channels and the neurons behind it are one pass, which keeps neither normalised values nor potentials.</summary>
    public bool FusesNormalization(int channels) => Kernels.FusesNormalization(channels);

    /// <summary>Which convolution paths were taken since the last call; the counts start anew.</summary>
    public KernelUse TakeKernelUse() => Kernels.TakeUse();

    /// <summary>Runs numbered tasks on the workers, for example to prepare samples; see <see cref="Workers.Run"/>.</summary>
    public void Run(int tasks, Action<int, int> task) => _workers.Run(tasks, task);

    /// <summary>Ends the worker threads.</summary>
    public void Dispose() => _workers.Dispose();
}
