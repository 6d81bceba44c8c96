namespace Saccade.Tensors;

/// <summary>How gradients of weights travel between processes.</summary>
public enum ExchangePrecision
{
    /// <summary>As they are: the number of processes changes no bit.</summary>
    Float32,

    /// <summary>
    /// Rounded to IEEE half precision, 11 bits, after scaling by a power of two that fits the largest of a message: half of the bytes. Sums of each process and totals are rounded once each, so that results differ with the number of
    /// processes.
    /// </summary>
    Float16,
}
