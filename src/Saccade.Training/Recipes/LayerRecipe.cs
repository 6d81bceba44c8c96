namespace Saccade.Training.Recipes;

/// <summary>One layer of a network that is spelled out.</summary>
public abstract record LayerRecipe
{
    /// <summary>A convolution with batch normalisation and activation behind it, each of which can be left out.</summary>
    public sealed record Convolution : LayerRecipe
    {
        /// <summary>Output channels.</summary>
        public int Channels { get; init; }

        /// <summary>Side of the square kernel.</summary>
        public int Kernel { get; init; } = 3;

        /// <summary>Stride in both directions.</summary>
        public int Stride { get; init; } = 1;

        /// <summary>Zeros around the input. Not given, it is half the kernel, rounded down.</summary>
        public int Padding { get; init; } = 1;

        /// <summary>Whether there is a bias.</summary>
        public bool Bias { get; init; } = true;

        /// <summary>Whether batch normalisation follows.</summary>
        public bool Norm { get; init; } = true;

        /// <summary>Whether an activation follows.</summary>
        public bool Activation { get; init; } = true;
    }

    /// <summary>Pooling of size x size positions with a stride of the same size; its kind is the network's.</summary>
    public sealed record Pooling : LayerRecipe
    {
        /// <summary>Side of the window.</summary>
        public int Size { get; init; } = 2;
    }

    /// <summary>A fully connected layer; the first one flattens what it gets.</summary>
    public sealed record Linear : LayerRecipe
    {
        /// <summary>Number of outputs.</summary>
        public int Outputs { get; init; }

        /// <summary>Whether an activation follows.</summary>
        public bool Activation { get; init; } = true;
    }

    /// <summary>Zeroes activations in training, the same ones at all steps of a sample.</summary>
    public sealed record Dropout : LayerRecipe
    {
        /// <summary>Probability of a zero. 0 to below 1.</summary>
        public double Rate { get; init; } = 0.5;
    }
}
