using System.Text.Json.Serialization;

namespace Saccade.Networks;

/// <summary>One layer of a network as a value: what it is, not its weights.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Convolution), "convolution")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(BatchNorm), "batch-norm")]
[JsonDerivedType(typeof(Spiking), "spiking")]
[JsonDerivedType(typeof(Quantised), "quantised")]
[JsonDerivedType(typeof(Relu), "relu")]
[JsonDerivedType(typeof(AveragePool), "average-pool")]
[JsonDerivedType(typeof(MaxPool), "max-pool")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Dropout), "dropout")]
[JsonDerivedType(typeof(Residual), "residual")]
public abstract record LayerDescription
{
    private protected LayerDescription()
    {
    }

    /// <summary>Two-dimensional convolution; weight [KH, KW, Cin / groups, Cout].</summary>
    /// <param name="Outputs">Cout.</param>
    /// <param name="Kernel">KH = KW.</param>
    /// <param name="Stride">Step, both axes.</param>
    /// <param name="Padding">Zeros on every side, smaller than the kernel.</param>
    /// <param name="Groups">Groups of channels that do not mix.</param>
    /// <param name="Bias">Whether a bias is added.</param>
    public sealed record Convolution(int Outputs, int Kernel = 3, int Stride = 1, int Padding = 1, int Groups = 1, bool Bias = true) : LayerDescription;

    /// <summary>Linear layer on flat features; weight [inputs, outputs].</summary>
    /// <param name="Outputs">Number of outputs.</param>
    /// <param name="Bias">Whether a bias is added.</param>
    public sealed record Linear(int Outputs, bool Bias = true) : LayerDescription;

    /// <summary>Batch normalisation, statistics over T*N*H*W for each channel.</summary>
    /// <param name="Epsilon">Keeps the deviation away from 0.</param>
    /// <param name="Momentum">Weight of a batch in the running statistics.</param>
    /// <param name="Scale">Start value of the learned factor; alpha * threshold for tdBN.</param>
    public sealed record BatchNorm(double Epsilon = 1e-5, double Momentum = 0.1, float Scale = 1) : LayerDescription;

    /// <summary>A layer of spiking neurons.</summary>
    /// <param name="Neuron">Charge, fire and reset.</param>
    public sealed record Spiking(NeuronDescription Neuron) : LayerDescription;

    /// <summary>Quantised clip-floor-shift activation (QCFS, HSD eq. 8) with a learned threshold lambda.</summary>
    /// <param name="Levels">L, quantisation steps; at least 1.</param>
    /// <param name="Threshold">Start value of lambda.</param>
    public sealed record Quantised(int Levels = 4, float Threshold = 8) : LayerDescription;

    /// <summary>max(x, 0).</summary>
    public sealed record Relu : LayerDescription;

    /// <summary>Average pooling; padding counts as zeros.</summary>
    /// <param name="Kernel">Side of the window.</param>
    /// <param name="Stride">Step; 0 for the kernel's side.</param>
    /// <param name="Padding">Zeros on every side, at most half the kernel.</param>
    public sealed record AveragePool(int Kernel = 2, int Stride = 0, int Padding = 0) : LayerDescription;

    /// <summary>Max pooling; padding never wins.</summary>
    /// <param name="Kernel">Side of the window.</param>
    /// <param name="Stride">Step; 0 for the kernel's side.</param>
    /// <param name="Padding">On every side, at most half the kernel.</param>
    public sealed record MaxPool(int Kernel = 2, int Stride = 0, int Padding = 0) : LayerDescription;

    /// <summary>[T, N, H, W, C] to [T, N, F], features in the order H, W, C.</summary>
    public sealed record Flatten : LayerDescription;

    /// <summary>Dropout in training, one mask for all steps of a sample.</summary>
    /// <param name="Probability">Share of the features set to 0; 0 to below 1.</param>
    public sealed record Dropout(double Probability = 0.5) : LayerDescription;

    /// <summary>body(x) + shortcut(x); an empty shortcut is the identity.</summary>
    /// <param name="Body">Layers of the main path.</param>
    /// <param name="Shortcut">Layers of the short path; none for the identity.</param>
    public sealed record Residual(LayerList Body, LayerList Shortcut) : LayerDescription;
}
