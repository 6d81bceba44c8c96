using Saccade.Files;

namespace Saccade.Streaming;

/// <summary>A network has a layer that cannot run step by step. Found when the plan is made, before anything runs.</summary>
public sealed class StreamPlanException : SaccadeException
{
    internal StreamPlanException(string layer, string title, string problem)
        : base($"layer {layer} ({title}) cannot be streamed: {problem}")
        => Layer = layer;

    /// <summary>Path of the layer.</summary>
    public string Layer { get; }
}
