using Saccade.Kernels.Neurons;
using Saccade.Kernels.Pooling;
using Saccade.Kernels.Sparse;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Ops;

/// <summary>The spikes of a layer as bits: a thirty-second of the memory that they take as floats, for each bit of their levels.</summary>
internal sealed class SpikeBits : IValueSource
{
    private readonly Tape _tape;
    private readonly Buffer _buffer;
    private readonly int _steps;
    private readonly NeuronChannels _neurons;
    private readonly bool _haveMaps;

    public SpikeBits(Tape tape, Shape shape, NeuronChannels neurons)
    {
        (_tape, _steps, _neurons) = (tape, shape[0], neurons);
        _haveMaps = AreMaps(shape, neurons);
        _buffer = tape.Rent(_steps * SpikeWords.Planes(neurons.First.Levels) * SpikeWords.Count(shape.CountPerStep));
    }

    /// <summary>[steps, planes, words], see <see cref="SpikeWords"/>.</summary>
    public Storage Storage => _buffer.Storage;

    /// <summary>The bits for kernels that read them; null where these are not <see cref="AreMaps"/>.</summary>
    public Maps? Maps => _haveMaps ? Engines.Maps.OfSpikes(Storage, _neurons.First.OutputHeight) : null;

    /// <summary>Whether spikes of that shape have one height, and every position begins with a word.</summary>
    public static bool AreMaps(Shape shape, NeuronChannels neurons) => neurons.Table is null && shape[^1] % SpikeSpan.WordNeurons == 0;

    /// <summary>What a maximum pool makes of them, as bits again; null where that cannot be: spikes of several levels, pixels that do not begin with a word, or an engine without the kernel.</summary>
    /// <param name="geometry">Extents of the pool.</param>
    /// <param name="shape">Shape of what it emits.</param>
    public SpikeBits? Pooled(PoolGeometry geometry, Shape shape)
    {
        if (!_tape.Kernels.PoolsSpikes || _neurons.First.Levels > 1 || !SpikePoolKernels.Supports(geometry))
            return null;
        var pooled = new SpikeBits(_tape, shape, _neurons);
        _tape.Kernels.PoolSpikes(geometry, Storage, pooled.Storage);
        return pooled;
    }

    public void Fill(Storage values) => _tape.Kernels.UnpackSpikes(Storage, _neurons, values, _steps);

    public void Release(Tape tape) => tape.Return(_buffer);
}
