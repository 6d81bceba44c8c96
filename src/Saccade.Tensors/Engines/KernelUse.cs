namespace Saccade.Tensors.Engines;

/// <summary>How often each path of the convolutions was taken, counted in images; see <see cref="Engine.TakeKernelUse"/>.</summary>
/// <param name="DenseForward">Images convolved by the dense kernel.</param>
/// <param name="SparseForward">Images convolved by adding the weight rows of their active inputs.</param>
/// <param name="DenseWeight">Images whose weight gradient the dense kernel computed.</param>
/// <param name="SparseWeight">Images whose weight gradient was gathered from active inputs.</param>
public sealed record KernelUse(long DenseForward, long SparseForward, long DenseWeight, long SparseWeight);
