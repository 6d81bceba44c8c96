using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>What batch normalisation subtracts, multiplies by and adds: [C] each.</summary>
internal readonly record struct Normalization(ReadOnlyStorage Mean, ReadOnlyStorage Factor, ReadOnlyStorage Shift);
