using Saccade.Kernels.Reduce;
using Saccade.Networks;
using Saccade.Tensors;

namespace Saccade.Training.Loops;

/// <summary>
/// The floats behind a network whose weights are whole numbers of 8 bits times a scale for each output channel (<see cref="WholeWeight.ForFile"/>). The network itself always has the rounded ones, so whatever runs it, forward and backward,
/// sees what its file will hold. Only while the optimiser takes a step does it have these. The gradient by a rounded weight is taken for that by its float, as if rounding were the identity (the straight-through estimator, Bengio et al. 2013,
/// arXiv 1308.3432; nothing is clipped, since no weight is beyond the largest of its channel), and scales have no gradient.
/// </summary>
internal sealed class MasterWeights
{
    private readonly IReadOnlyList<Parameter> _weights;
    private readonly IReadOnlyList<float[]> _floats;

    /// <summary>Takes the weights of a network as the floats, and rounds the network.</summary>
    /// <param name="network">Changed.</param>
    /// <exception cref="ArgumentException">A weight is no finite number.</exception>
    public MasterWeights(Network network)
    {
        _weights = [.. network.Parameters.Where(WholeWeight.Fits)];
        _floats = [.. _weights.Select(weight => (float[])weight.Values.Clone())];
        Round(network);
    }

    /// <summary>The floats by name of their parameter; the arrays themselves.</summary>
    public IEnumerable<(string Name, float[] Values)> State => _weights.Zip(_floats, (weight, floats) => (weight.Name, floats));

    /// <summary>Bytes that they take.</summary>
    public long Bytes => sizeof(float) * _floats.Sum(floats => (long)floats.Length);

    /// <summary>A copy of a network with rounded weights.</summary>
    /// <param name="network">The network; left as it is.</param>
    /// <exception cref="ArgumentException">A weight is no finite number.</exception>
    public static Network Rounded(Network network)
    {
        var rounded = network.Clone();
        Round(rounded);
        return rounded;
    }

    /// <summary>Gives the network the floats, for a step of the optimiser.</summary>
    public void Show()
    {
        foreach (var (weight, floats) in _weights.Zip(_floats))
            floats.CopyTo(weight.Values, 0);
    }

    /// <summary>Takes the network's weights as the floats, and rounds the network.</summary>
    /// <returns>Whether all are finite numbers; if not, the network stays as it is.</returns>
    public bool Round()
    {
        foreach (var (weight, floats) in _weights.Zip(_floats))
        {
            if (!double.IsFinite(ReduceKernels.SumSquares(weight.Values)))
                return false;
            weight.Values.CopyTo(floats, 0);
            Round(weight);
        }

        return true;
    }

    private static void Round(Network network)
    {
        foreach (var weight in network.Parameters.Where(WholeWeight.Fits))
            Round(weight);
    }

    private static void Round(Parameter weight) => WholeWeight.ForFile(weight.Values, weight.Shape[^1]).CopyTo(weight.Values);
}
