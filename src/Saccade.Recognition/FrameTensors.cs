using Saccade.Events.Cache;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.Recognition;

/// <summary>Prepared frames as tensors.</summary>
public static class FrameTensors
{
    /// <summary>Writes the frames of a sample into a batch.</summary>
    /// <param name="sample">Position in the batch, from 0.</param>
    /// <param name="target">Begins at the sample's place in the first frame of the batch.</param>
    /// <param name="stride">Values from one frame of the sample to the next.</param>
    public delegate void FillSample(int sample, Span<float> target, int stride);

    /// <summary>Frames of some samples as they are.</summary>
    /// <param name="engine">Runs the copies.</param>
    /// <param name="tape">Where the tensor is made.</param>
    /// <param name="data">The part.</param>
    /// <param name="samples">Which samples.</param>
    /// <param name="positions">Which frames of each, in order.</param>
    /// <returns>[T, N, H, W, C].</returns>
    public static Tensor Of(Engine engine, Tape tape, PreparedFrames data, int[] samples, ReadOnlyMemory<int> positions)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return Filled(engine, tape, data, samples.Length, positions.Length, (n, target, stride) => data.CopyTo(samples[n], positions.Span, target, stride));
    }

    /// <summary>Frames of some samples as they are, of still images one for all steps: to be run with so many <see cref="ForwardPass.Repeats"/>.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    /// <returns>[T, N, H, W, C], or [1, N, H, W, C].</returns>
    public static Tensor OfDistinct(Engine engine, Tape tape, PreparedFrames data, int[] samples, ReadOnlyMemory<int> positions)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Of(engine, tape, data, samples, data.Distinct(positions));
    }

    /// <summary>A batch that is filled sample by sample, on all threads of the engine.</summary>
    /// <param name="engine">Runs the copies.</param>
    /// <param name="tape">Where the tensor is made.</param>
    /// <param name="data">Gives the extents of a frame.</param>
    /// <param name="samples">Number of samples N.</param>
    /// <param name="steps">Frames of each, T.</param>
    /// <param name="fill">Writes the frames of a sample.</param>
    /// <returns>[T, N, H, W, C].</returns>
    public static Tensor Filled(Engine engine, Tape tape, PreparedFrames data, int samples, int steps, FillSample fill)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(data);
        var shape = new Shape("TNHWC", steps, samples, data.Size.Height, data.Size.Width, data.Channels);
        return tape.Constant(shape, values => engine.Run(samples, (n, _) => fill(n, values.Span[(n * data.FrameLength)..], samples * data.FrameLength)));
    }
}
