namespace Saccade.Tensors;

/// <summary>Over which samples batch norm takes its statistics in training.</summary>
public enum StatisticsScope
{
    /// <summary>Those of the whole batch: the number of processes changes no bit.</summary>
    Batch,

    /// <summary>Those of each process, so that no process waits for others in a batch norm. Results differ with the number of processes; running statistics are the mean of theirs.</summary>
    Rank,
}
