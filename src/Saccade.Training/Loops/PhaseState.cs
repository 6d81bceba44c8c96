using Saccade.Networks;
using Saccade.Training.Optimization;

namespace Saccade.Training.Loops;

/// <summary>Everything about a phase that changes while it runs; a checkpoint is a picture of it.</summary>
internal sealed class PhaseState(Network network, Optimizer optimizer, int terms)
{
    /// <summary>What is trained.</summary>
    public Network Network { get; } = network;

    /// <summary>What trains it.</summary>
    public Optimizer Optimizer { get; } = optimizer;

    /// <summary>The epoch that is under way, from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>Samples of the epoch that are done.</summary>
    public int Seen { get; set; }

    /// <summary>Of those, how many were decided rightly when they were seen.</summary>
    public int Right { get; set; }

    /// <summary>Sum of their losses.</summary>
    public double LossSum { get; set; }

    /// <summary>The same for each weighted term of the loss.</summary>
    public double[] TermSums { get; } = new double[terms];

    /// <summary>Seconds spent on the epoch.</summary>
    public double Seconds { get; set; }

    /// <summary>Validation accuracy of the last epoch that is done, or null.</summary>
    public double? LastAccuracy { get; set; }

    /// <summary>The best network so far and how good it is, if validation decides.</summary>
    public Network? Best { get; set; }

    /// <summary>Validation accuracy of <see cref="Best"/>.</summary>
    public double BestAccuracy { get; set; } = -1;

    /// <summary>Epoch of <see cref="Best"/>, from 0.</summary>
    public int BestEpoch { get; set; }

    /// <summary>Makes the counts those of a new epoch.</summary>
    public void NextEpoch()
    {
        Epoch++;
        (Seen, Right, LossSum, Seconds) = (0, 0, 0, 0);
        Array.Clear(TermSums);
    }
}
