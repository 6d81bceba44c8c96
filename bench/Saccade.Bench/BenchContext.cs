using Saccade.Tensors.Engines;

namespace Saccade.Bench;

/// <summary>What cases share: engines of one thread and of as many as were asked for, and the reference.</summary>
internal sealed class BenchContext(int threads) : IDisposable
{
    public Engine One { get; } = new(1);

    public Engine All { get; } = new(threads);

    public Workers Workers { get; } = new(threads);

    public Engine Reference { get; } = Engine.Reference();

    public void Dispose()
    {
        One.Dispose();
        All.Dispose();
        Workers.Dispose();
        Reference.Dispose();
    }
}
