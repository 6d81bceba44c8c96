using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Engines;

/// <summary>Kernels that run on the host and work in its memory.</summary>
internal abstract class HostKernels : KernelSet
{
    public sealed override bool IsOnHost => true;

    public sealed override StorageBlock Allocate(int length) => HostBlock.Allocate(length);
}
