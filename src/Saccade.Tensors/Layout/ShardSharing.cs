namespace Saccade.Tensors;

/// <summary>What several processes that train one network hand over. By default the number of processes changes no bit; every other choice gives up that for speed.</summary>
public sealed record ShardSharing
{
    /// <summary>How gradients of weights travel.</summary>
    public ExchangePrecision Gradients { get; init; }

    /// <summary>Over which samples batch norm takes its statistics.</summary>
    public StatisticsScope Statistics { get; init; }
}
