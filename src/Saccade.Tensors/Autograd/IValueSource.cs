using Saccade.Tensors.Memory;

namespace Saccade.Tensors.Autograd;

/// <summary>
/// Makes the values of a tensor when they are asked for, and again after they were given up: the same bits each time. So
/// a tensor need not keep memory for what can be had again cheaply.
/// </summary>
internal interface IValueSource
{
    /// <summary>Writes the values.</summary>
    void Fill(Storage values);

    /// <summary>Nobody will ask before the backward pass: what is needed to make the values may rest as well.</summary>
    void Rest(Tape tape)
    {
    }

    /// <summary>The tensor is gone: nobody will ask again.</summary>
    void Release(Tape tape)
    {
    }
}
