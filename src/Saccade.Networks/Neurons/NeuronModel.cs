using Saccade.Kernels.Reduce;
using Saccade.Tensors;

namespace Saccade.Networks;

/// <summary>
/// What a layer of neurons does, as a value: <see cref="NeuronDescription"/>, or one of another assembly, which derives from
/// this class and from <see cref="NeuronLayer"/> and is registered by <see cref="NetworkKinds.WithNeuron"/>.
/// </summary>
public abstract record NeuronModel
{
    /// <summary>Its name for tables, for example <c>LIF</c>.</summary>
    public abstract string Title { get; }

    /// <summary>What sets it apart from others of its name, in a few words; empty for nothing.</summary>
    public virtual string Detail => "";

    /// <summary>What is wrong with the description in one sentence, or null.</summary>
    public virtual string? Problem() => null;

    /// <summary>Makes the layer.</summary>
    /// <param name="scope">Where its parameters come from.</param>
    /// <param name="layer">The description of the layer, this neuron in it.</param>
    /// <param name="input">Extents of what it gets for a frame.</param>
    public abstract NeuronLayer Build(LayerScope scope, LayerDescription layer, FeatureSize input);
}

/// <summary>
/// Built neurons. Those of another assembly compute their membrane by ops, step by step, fire by
/// <see cref="Tensors.Ops.NeuronOp"/> with a surrogate, and carry their potentials in <see cref="ForwardPass.State"/>.
/// </summary>
public abstract class NeuronLayer : Layer
{
    /// <summary>Takes over what is known before the parameters are made.</summary>
    /// <param name="scope">The layer's scope.</param>
    /// <param name="description">What it is.</param>
    /// <param name="input">Extents of what it gets for a frame.</param>
    protected NeuronLayer(LayerScope scope, LayerDescription description, FeatureSize input)
        : base(scope, description, input)
    {
    }

    /// <summary>Whether its outputs are spikes, so that the next layer adds weights; false where they are real numbers, which it multiplies.</summary>
    public virtual bool EmitsSpikes => true;

    /// <summary>The most unit spikes that a neuron sends in a step; above 1 a spike is a number of them.</summary>
    public virtual int Levels => 1;

    /// <summary>What a unit spike adds to an output as things are now: one number, or one for each channel; null where it is not known, so that a value other than 0 is one spike.</summary>
    public virtual IReadOnlyList<float>? SpikeHeights => null;

    /// <summary>Spikes in an output of the layer, for firing rates: a spike of several levels counts as many.</summary>
    /// <param name="output">What <see cref="Layer.Forward"/> gave.</param>
    public long CountSpikes(Tensor output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return CountSpikes(output.Values);
    }

    /// <summary>The same of values that are no tensor.</summary>
    internal long CountSpikes(ReadOnlySpan<float> values)
    {
        if (Levels == 1 || SpikeHeights is not { } heights)
            return ReduceKernels.CountNonZero(values);
        long sum = 0;
        for (int i = 0; i < values.Length; i++)
            sum += (long)Math.Round(values[i] / heights[i % heights.Count]);
        return sum;
    }
}
