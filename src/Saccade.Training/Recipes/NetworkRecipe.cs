using Saccade.Schema;

namespace Saccade.Training.Recipes;

/// <summary>The network, before its activations are chosen by a phase. The last linear layer, to the classes of the data, is always added.</summary>
public abstract record NetworkRecipe
{
    /// <summary>Kind of the pooling layers.</summary>
    public PoolKind Pool { get; init; } = PoolKind.Average;

    /// <summary>L, the number of levels of a quantised activation above 0 (HSD, eq. 8).</summary>
    public int Quantisation { get; init; } = 4;

    /// <summary>Value that every threshold lambda of a quantised activation starts from; above 0.</summary>
    public double Threshold { get; init; } = 8;

    /// <summary>For each entry of <see cref="Channels"/>: convolution 3x3, batch normalisation, activation, pooling.</summary>
    public sealed record SmallCnn : NetworkRecipe
    {
        /// <summary>Output channels of each convolution.</summary>
        public ValueList<int> Channels { get; init; } = [32, 64, 64];
    }

    /// <summary>The eight convolutions of VGG-SNN (facts 6.1), 9.3 million parameters.</summary>
    public sealed record VggSnn : NetworkRecipe;

    /// <summary>A network spelled out.</summary>
    public sealed record Custom : NetworkRecipe
    {
        /// <summary>The layers, from the input on; at least one.</summary>
        public ValueList<LayerRecipe> Layers { get; init; } = [];
    }
}
