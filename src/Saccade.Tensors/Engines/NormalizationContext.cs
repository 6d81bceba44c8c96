namespace Saccade.Tensors.Engines;

/// <summary>What the input gradient of a batch norm in training needs besides activations; all [channels].</summary>
internal readonly record struct NormalizationContext(
    ReadOnlyMemory<float> Mean,
    ReadOnlyMemory<float> Inverse,
    ReadOnlyMemory<float> Scale,
    ReadOnlyMemory<float> ScaleGradient,
    ReadOnlyMemory<float> ShiftGradient);
