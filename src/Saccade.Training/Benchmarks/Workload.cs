using Saccade.Tensors.Engines;
using Saccade.Training.RunLog;

namespace Saccade.Training.Benchmarks;

/// <summary>Something to time: its data is drawn when it is made, so that a run computes and does nothing else.</summary>
internal abstract class Workload
{
    private protected Workload(int steps, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        (Steps, Samples) = (steps, samples);
    }

    /// <summary>T, time steps of a run.</summary>
    public int Steps { get; }

    /// <summary>Samples that a run treats; time a sample is that of a run divided by it.</summary>
    public int Samples { get; }

    /// <summary>Floating-point operations of a run if nothing were left out for being 0; a multiply-add counts as two. 0 where memory is the limit.</summary>
    public virtual double DenseFlops => 0;

    /// <summary>Bytes that a run must read and write at least, or 0 where operations are the limit.</summary>
    public virtual double Bytes => 0;

    /// <summary>Computes it once.</summary>
    /// <param name="engine">Kernels, memory and workers.</param>
    public abstract void Run(Engine engine);

    /// <summary>How often each layer of neurons fires in a run.</summary>
    /// <param name="engine">Kernels, memory and workers.</param>
    public abstract IReadOnlyList<LayerRate> FiringRates(Engine engine);

    /// <summary>
    /// Writes inputs, weights and results of the first run to a folder, for another program to repeat it and compare. Call it before any run.
    /// </summary>
    /// <param name="engine">Kernels, memory and workers.</param>
    /// <param name="folder">A folder; made if there is none.</param>
    /// <exception cref="IOException">A file cannot be stored.</exception>
    public void Export(Engine engine, string folder)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        Write(engine, new ExportFolder(folder));
    }

    private protected abstract void Write(Engine engine, ExportFolder folder);
}
