namespace Saccade.Networks;

/// <summary>The kinds that this library brings.</summary>
public static class StandardKinds
{
    private static readonly NetworkKinds _standard = new NetworkKinds(
        Convolution.Kind, Linear.Kind, BatchNorm.Kind, Activation.Kind, Spiking.Kind, Quantised.Kind, Relu.Kind, AveragePool.Kind, MaxPool.Kind, Flatten.Kind,
        AdaptiveAveragePool.Kind, Dropout.Kind, DropPath.Kind, Encode.Kind, Vote.Kind, StepScale.Kind, Tcja.Kind, TemporalAttention.Kind, Attention.Kind, SoftmaxAttention.Kind, LayerNorm.Kind, Gelu.Kind, ClassToken.Kind, PositionEmbedding.Kind, FirstPosition.Kind, BicubicResize.Kind, PositionSums.Kind, HeadSums.Kind, UnaryCode.Kind, Synapse.Kind, Branches.Kind, Branches.Residual)
        .WithNeuron("mlf", kinds => MultiLevelNeuron.Keys(kinds.Surrogates))
        .WithNeuron("liaf", LiafNeuron.Keys)
        .WithNeuron("sliding-parallel", kinds => SlidingParallelNeuron.Keys(kinds.Surrogates));

    extension(NetworkKinds)
    {
        /// <summary>The layers, neurons and surrogates of this library.</summary>
        public static NetworkKinds Standard => _standard;
    }
}
