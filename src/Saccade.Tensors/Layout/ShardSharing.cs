namespace Saccade.Tensors;

/// <summary>What several processes that train one network hand over. By default the number of processes changes no bit; every other choice gives up that for speed.</summary>
public sealed record ShardSharing
{
    /// <summary>How gradients of weights travel.</summary>
    public ExchangePrecision Gradients { get; init; }

    /// <summary>Over which samples batch norm takes its statistics.</summary>
    public StatisticsScope Statistics { get; init; }
}

/// <summary>How gradients of weights travel between processes.</summary>
public enum ExchangePrecision
{
    /// <summary>As they are: the number of processes changes no bit.</summary>
    Float32,

    /// <summary>
    /// Rounded to IEEE half precision, 11 bits, after scaling by a power of two that fits the largest of a message: half of the bytes. Sums of each process and totals are rounded once each, so that results differ with the number of
    /// processes.
    /// </summary>
    Float16,
}

/// <summary>Over which samples batch norm takes its statistics in training.</summary>
public enum StatisticsScope
{
    /// <summary>Those of the whole batch: the number of processes changes no bit.</summary>
    Batch,

    /// <summary>Those of each process, so that no process waits for others in a batch norm. Results differ with the number of processes; running statistics are the mean of theirs.</summary>
    Rank,
}
