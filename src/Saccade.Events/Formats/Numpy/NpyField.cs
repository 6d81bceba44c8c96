namespace Saccade.Events.Formats.Numpy;

/// <summary>A field of a structured type.</summary>
/// <param name="Name">Its name; empty for padding.</param>
/// <param name="Scalar">What it holds; null when that is no single number.</param>
/// <param name="Offset">Where it begins in the record.</param>
internal sealed record NpyField(string Name, NpyScalar? Scalar, int Offset);
