using Saccade.Networks.Onnx;

namespace Saccade.Networks;

/// <summary>A layer that has a form in ONNX, beside its <see cref="Layer.Forward"/>; one of another assembly may have it too.</summary>
public interface IOnnxLayer
{
    /// <summary>Adds what the layer computes outside training to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">The input, [T N, C, H, W] or [T N, F].</param>
    /// <returns>The output, alike.</returns>
    string Export(OnnxGraph graph, string x);
}
