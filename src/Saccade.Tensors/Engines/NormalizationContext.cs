using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>What the input gradient of a batch norm in training needs besides activations; all [channels], and the rows of the batch.</summary>
internal readonly record struct NormalizationContext(
    ReadOnlyStorage Mean,
    ReadOnlyStorage Inverse,
    ReadOnlyStorage Scale,
    ReadOnlyStorage ScaleGradient,
    ReadOnlyStorage ShiftGradient,
    int Rows);
