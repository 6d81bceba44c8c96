using Saccade.Kernels.Sparse;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Ops;

/// <summary>The spikes of a layer as bits: a thirty-second of the memory that they take as floats.</summary>
internal sealed class SpikeBits : IValueSource
{
    private readonly Tape _tape;
    private readonly Buffer _buffer;
    private readonly int _steps;
    private readonly float _height;

    public SpikeBits(Tape tape, Shape shape, float height)
    {
        (_tape, _steps, _height) = (tape, shape[0], height);
        _buffer = tape.Rent(_steps * SpikeWords.Count(shape.CountPerStep));
    }

    /// <summary>[steps, words], see <see cref="SpikeWords"/>.</summary>
    public Storage Storage => _buffer.Storage;

    public void Fill(Storage values) => _tape.Kernels.UnpackSpikes(Storage, _height, values, _steps);

    public void Release(Tape tape) => tape.Return(_buffer);
}
