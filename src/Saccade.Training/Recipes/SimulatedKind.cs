namespace Saccade.Training.Recipes;

/// <summary>Which published data set a simulation imitates.</summary>
public enum SimulatedKind
{
    /// <summary>N-MNIST: three saccades, 34x34.</summary>
    Nmnist,

    /// <summary>CIFAR10-DVS: a closed loop, again and again, 128x128.</summary>
    Cifar10Dvs,
}
