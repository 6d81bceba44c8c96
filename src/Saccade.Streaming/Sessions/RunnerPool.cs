namespace Saccade.Streaming.Sessions;

/// <summary>Runners that one thread uses at a time, as many kept as threads compute at once. Renting and returning takes no memory and waits for nobody.</summary>
/// <param name="plan">The plan that they run.</param>
internal sealed class RunnerPool(StreamPlan plan)
{
    private readonly StreamRunner?[] _idle = new StreamRunner?[Environment.ProcessorCount];

    /// <summary>One for the caller alone, until it is given back.</summary>
    public StreamRunner Rent()
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } runner)
                return runner;
        }

        return plan.NewRunner();
    }

    /// <summary>Takes one back; one in excess is given up.</summary>
    public void Return(StreamRunner runner)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], runner, null) is null)
                return;
        }
    }
}
