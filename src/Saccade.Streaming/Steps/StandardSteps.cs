using Saccade.Networks;
using Saccade.Streaming.Planning;

namespace Saccade.Streaming.Steps;

/// <summary>The steps of this library's layers.</summary>
internal static class StandardSteps
{
    /// <summary>All of them.</summary>
    public static StepKinds Kinds { get; } = StepKinds.None
        .With<ConvolutionLayer>(ConvolutionStep.Compile)
        .With<LinearLayer>(ConvolutionStep.Compile)
        .With<BatchNormLayer>(NormStep.Compile)
        .With<SpikingLayer>(NeuronStep.Compile)
        .With<QuantisedLayer>(QuantisedStep.Compile)
        .With<ReluLayer>(ReluStep.Compile)
        .With<PoolLayer>(PoolStep.Compile)
        .With<AdaptiveAveragePoolLayer>(AdaptivePoolStep.Compile)
        .With<FlattenLayer>((layer, x, _) => x with { Size = layer.Output })
        .With<DropoutLayer>((_, x, _) => x)
        .With<VoteLayer>(VoteStep.Compile)
        .With<StepScaleLayer>(StepScaleStep.Compile)
        .With<DropPathLayer>((_, x, _) => x)
        .With<SumsLayer>(SumsStep.Compile)
        .With<UnaryCodeLayer>(UnaryCodeStep.Compile)
        .With<SynapseLayer>(TapsStep.Compile)
        .With<SlidingParallelNeuron.Built>(TapsStep.Compile)
        .With<MultiLevelNeuron.MultiLevelLayer>(MembranesStep.Compile)
        .With<LiafLayer>(LiafStep.Compile)
        .With<AttentionLayer>(AttentionStep.Compile)
        .With<BranchesLayer>(CombineStep.Compile);
}
