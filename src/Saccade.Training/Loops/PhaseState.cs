using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Training.Optimization;
using Saccade.Training.Steps;

namespace Saccade.Training.Loops;

/// <summary>Everything about a phase that changes while it runs; a checkpoint is a picture of it.</summary>
/// <param name="network">What is trained.</param>
/// <param name="losses">The terms of the objective, with the helpers that are trained beside it.</param>
/// <param name="optimizer">Makes what trains it, given all that is trained.</param>
/// <param name="average">Decay of the mean of its weights; 0 for none.</param>
/// <param name="weights">What its weights are while it runs.</param>
internal sealed class PhaseState(Network network, IReadOnlyList<WeightedLoss> losses, Func<IEnumerable<Parameter>, Optimizer> optimizer, double average = 0, WeightFormat weights = WeightFormat.Float32)
{
    /// <summary>What is trained, as it runs: with weights of 8 bits the rounded ones.</summary>
    public Network Network { get; } = network;

    /// <summary>The mean of its weights over the steps, as floats; null if the phase takes none.</summary>
    public WeightAverage? Average { get; } = average > 0 ? new WeightAverage(network.Clone(), average) : null;

    /// <summary>The floats behind weights of 8 bits; null if the network runs with floats.</summary>
    public MasterWeights? Masters { get; } = weights == WeightFormat.Int8 ? new MasterWeights(network) : null;

    /// <summary>What trains it.</summary>
    public Optimizer Optimizer { get; } = optimizer([.. network.Parameters, .. losses.SelectMany(l => l.Loss.Parameters)]);

    /// <summary>The terms of the objective.</summary>
    public IReadOnlyList<WeightedLoss> Losses { get; } = losses;

    /// <summary>Parameters of the losses' helpers, statistics included.</summary>
    public IEnumerable<Parameter> Helpers => Losses.SelectMany(l => l.Loss.Parameters);

    /// <summary>The parameters of the network and of the helpers.</summary>
    public IEnumerable<Parameter> Trained => Network.Parameters.Concat(Helpers);

    /// <summary>The epoch that is under way, from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>Samples of the epoch that are done.</summary>
    public int Seen { get; set; }

    /// <summary>Of those, how many were decided rightly when they were seen.</summary>
    public int Right { get; set; }

    /// <summary>Sum of their losses.</summary>
    public double LossSum { get; set; }

    /// <summary>The same for each weighted term of the loss.</summary>
    public double[] TermSums { get; } = new double[losses.Count];

    /// <summary>Seconds spent on the epoch.</summary>
    public double Seconds { get; set; }

    /// <summary>Accuracy of the last epoch that is done on the part that decides, or null.</summary>
    public double? LastAccuracy { get; set; }

    /// <summary>The best network so far, if a part decides.</summary>
    public Network? Best { get; set; }

    /// <summary>Accuracy of <see cref="Best"/> on the part that decides.</summary>
    public double BestAccuracy { get; set; } = -1;

    /// <summary>Epoch of <see cref="Best"/>, from 0.</summary>
    public int BestEpoch { get; set; }

    /// <summary>What is evaluated and kept: the network, or the mean of the weights; with weights of 8 bits if it runs so.</summary>
    public Network Shown()
    {
        var shown = Average?.Network ?? Network;
        return Masters is null || Average is null ? shown : MasterWeights.Rounded(shown);
    }

    /// <summary>Takes a step of the optimiser, on floats.</summary>
    /// <param name="gradients">The gradients by what the network ran with.</param>
    /// <param name="rate">Learning rate.</param>
    /// <returns>Norm of all gradients; not finite if training has diverged.</returns>
    public double Step(Gradients gradients, double rate)
    {
        Masters?.Show();
        double norm = Optimizer.Step(gradients, rate);
        Average?.Add(Network, Optimizer.Steps);
        return Masters?.Round() ?? true ? norm : double.NaN;
    }

    /// <summary>Makes the counts those of a new epoch.</summary>
    public void NextEpoch()
    {
        Epoch++;
        (Seen, Right, LossSum, Seconds) = (0, 0, 0, 0);
        Array.Clear(TermSums);
    }
}
