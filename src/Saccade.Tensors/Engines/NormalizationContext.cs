using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>What the input gradient of a batch norm in training needs besides activations; all [channels].</summary>
internal readonly record struct NormalizationContext(
    ReadOnlyStorage Mean,
    ReadOnlyStorage Inverse,
    ReadOnlyStorage Scale,
    ReadOnlyStorage ScaleGradient,
    ReadOnlyStorage ShiftGradient);
