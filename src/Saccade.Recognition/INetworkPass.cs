namespace Saccade.Recognition;

/// <summary>Is shown what a layer emits for some frames.</summary>
/// <param name="layer">Path of the layer.</param>
/// <param name="output">Its outputs as the next layer sees them.</param>
internal delegate void LayerWatch(string layer, ReadOnlySpan<float> output);

/// <summary>How a workspace runs its network on one recording. For one thread at a time.</summary>
internal interface INetworkPass : IDisposable
{
    /// <summary>Bytes that it holds.</summary>
    long Bytes { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="steps">Number of steps T.</param>
    /// <param name="distinct">Steps whose frames differ: T, or 1 where one stands for all.</param>
    /// <param name="fill">Writes the frame [H, W, C] of a step.</param>
    /// <param name="cancellation">Stops in between.</param>
    /// <returns>[T, K]; valid until the next call.</returns>
    ReadOnlySpan<float> Run(int steps, int distinct, Action<int, Span<float>> fill, CancellationToken cancellation);
}
