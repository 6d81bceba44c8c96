namespace Saccade.Tensors.Engines;

/// <summary>How often each path was taken where there are several; see <see cref="Engine.TakeKernelUse"/>.</summary>
/// <param name="DenseForward">Images convolved by the dense kernel.</param>
/// <param name="SparseForward">Images convolved by adding the weight rows of their active inputs.</param>
/// <param name="DenseWeight">Images whose weight gradient the dense kernel computed.</param>
/// <param name="SparseWeight">Images whose weight gradient was gathered from active inputs.</param>
/// <param name="TiledWeight">Images whose weight gradient went through Winograd's transforms.</param>
/// <param name="Neurons">Forward passes of neurons alone.</param>
/// <param name="NormalizedNeurons">Forward passes of neurons that did the batch norm before them on the way.</param>
public sealed record KernelUse(
    long DenseForward = 0, long SparseForward = 0, long DenseWeight = 0, long SparseWeight = 0, long TiledWeight = 0, long Neurons = 0, long NormalizedNeurons = 0)
{
    /// <summary>Both together.</summary>
    public KernelUse Plus(KernelUse other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(
            DenseForward + other.DenseForward, SparseForward + other.SparseForward, DenseWeight + other.DenseWeight, SparseWeight + other.SparseWeight,
            TiledWeight + other.TiledWeight, Neurons + other.Neurons, NormalizedNeurons + other.NormalizedNeurons);
    }

    /// <summary>The use of one of so many equal runs.</summary>
    /// <param name="runs">At least 1.</param>
    public KernelUse Of(int runs)
        => new(DenseForward / runs, SparseForward / runs, DenseWeight / runs, SparseWeight / runs, TiledWeight / runs, Neurons / runs, NormalizedNeurons / runs);
}
