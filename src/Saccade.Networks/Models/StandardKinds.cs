namespace Saccade.Networks;

/// <summary>The kinds that this library brings.</summary>
public static class StandardKinds
{
    private static readonly NetworkKinds _standard = new(
        Convolution.Kind, Linear.Kind, BatchNorm.Kind, Activation.Kind, Spiking.Kind, Quantised.Kind, Relu.Kind, AveragePool.Kind, MaxPool.Kind, Flatten.Kind,
        AdaptiveAveragePool.Kind, Dropout.Kind, DropPath.Kind, Encode.Kind, Vote.Kind, StepScale.Kind, Tcja.Kind, Attention.Kind, PositionSums.Kind, HeadSums.Kind, Branches.Kind, Branches.Residual);

    extension(NetworkKinds)
    {
        /// <summary>The layers, neurons and surrogates of this library.</summary>
        public static NetworkKinds Standard => _standard;
    }
}
