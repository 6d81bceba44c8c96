namespace Saccade.Networks;

/// <summary>The named architectures as descriptions.</summary>
public static class ModelDescriptions
{
    /// <summary>
    /// VGG-SNN of TET and HSD (facts 6.1): eight 3x3 convolutions of 64, 128, 256, 256, 512, 512, 512, 512 channels, each with
    /// bias, batch norm and activation; 2x2 pools after the second, fourth, sixth and eighth; one linear layer. 9,271,498
    /// parameters at 48x48 and 10 classes, activations not counted.
    /// </summary>
    /// <param name="input">Extents of a frame; 48x48 in the papers.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="activation">What follows each batch norm: quantised, spiking or ReLU.</param>
    /// <param name="pool">The pooling; 2x2 average by default.</param>
    public static NetworkDescription VggSnn(FrameSize input, int classes, LayerDescription activation, LayerDescription? pool = null)
        => Stack(input, classes, activation, pool, [64, 128, -1, 256, 256, -1, 512, 512, -1, 512, 512, -1]);

    /// <summary>A small network: for each entry a 3x3 convolution, batch norm, activation and 2x2 pool; then one linear layer.</summary>
    /// <param name="input">Extents of a frame, for example 34x34.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="activation">What follows each batch norm: quantised, spiking or ReLU.</param>
    /// <param name="channels">Channels of the convolutions; 32, 64, 64 by default.</param>
    /// <param name="pool">The pooling; 2x2 average by default.</param>
    public static NetworkDescription SmallCnn(FrameSize input, int classes, LayerDescription activation, IReadOnlyList<int>? channels = null, LayerDescription? pool = null)
        => Stack(input, classes, activation, pool, [.. (channels ?? [32, 64, 64]).SelectMany(c => (int[])[c, -1])]);

    /// <summary>
    /// SNN-5, the network for DVS128 Gesture of PLIF and HSD (facts 6.2): five times a 3x3 convolution without bias, batch norm, activation and 2x2 pool; flatten, dropout, a linear layer of
    /// 512 without bias, activation, dropout, and a linear layer without bias as logits, no neurons behind it.
    /// </summary>
    /// <remarks>
    /// The papers end with 10 outputs for each class that vote. There is no layer that votes; the mean of linear outputs is a linear layer itself, so the
    /// last one has one output for each class.
    /// </remarks>
    /// <param name="input">Extents of a frame; 128x128 in the papers. At least 32x32.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="activation">What follows each batch norm and the first linear layer: quantised, spiking or ReLU.</param>
    /// <param name="channels">Channels of each convolution.</param>
    /// <param name="pool">The pooling; 2x2 maximum by default.</param>
    public static NetworkDescription Snn5(FrameSize input, int classes, LayerDescription activation, int channels = 128, LayerDescription? pool = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activation);
        const int Blocks = 5, Features = 512;
        var layers = new List<LayerDescription>();
        for (int i = 0; i < Blocks; i++)
            layers.AddRange([new LayerDescription.Convolution(channels, Bias: false), new LayerDescription.BatchNorm(), activation, pool ?? new LayerDescription.MaxPool()]);
        layers.AddRange([
            new LayerDescription.Flatten(), new LayerDescription.Dropout(), new LayerDescription.Linear(Features, Bias: false), activation,
            new LayerDescription.Dropout(), new LayerDescription.Linear(classes, Bias: false)]);
        return new NetworkDescription(input, new LayerList(layers));
    }

    /// <summary>Positive numbers are convolutions of that many channels, -1 is a pool.</summary>
    private static NetworkDescription Stack(FrameSize input, int classes, LayerDescription activation, LayerDescription? pool, ReadOnlySpan<int> plan)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activation);
        var layers = new List<LayerDescription>();
        foreach (int channels in plan)
        {
            if (channels > 0)
                layers.AddRange([new LayerDescription.Convolution(channels), new LayerDescription.BatchNorm(), activation]);
            else
                layers.Add(pool ?? new LayerDescription.AveragePool());
        }

        layers.AddRange([new LayerDescription.Flatten(), new LayerDescription.Linear(classes)]);
        return new NetworkDescription(input, new LayerList(layers));
    }
}
