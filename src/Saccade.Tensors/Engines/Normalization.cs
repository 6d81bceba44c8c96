namespace Saccade.Tensors.Engines;

/// <summary>What batch normalisation subtracts, multiplies by and adds: [C] each.</summary>
internal readonly record struct Normalization(ReadOnlyMemory<float> Mean, ReadOnlyMemory<float> Factor, ReadOnlyMemory<float> Shift);
