using Saccade.Events.Frames;
using Saccade.Events.Model;

namespace Saccade.Streaming.Sessions;

/// <summary>Counts events into a frame, which the first layer sees as a whole.</summary>
/// <param name="integrator">Which pixel counts an event.</param>
/// <param name="scale">What the network sees for a count.</param>
/// <param name="window">Slices that a frame shows, the last of them its own.</param>
/// <param name="length">Values of a frame.</param>
internal sealed class CountedStep(FrameIntegrator integrator, CountScale scale, int window, int length) : OpenStep
{
    // The slices that a frame shows, in a ring; sums of whole numbers are exact, so what leaves can be taken away again.
    private readonly float[][] _slices = [.. Enumerable.Range(0, window).Select(_ => new float[length])];
    private readonly float[] _sum = new float[length];
    private int _open;

    public override IntegrationCount Add(EventSlice events) => integrator.Add(events, _slices[_open]);

    public override int Next => 0;

    public override void Close(StreamRunner runner, int place, StreamState state)
    {
        float[] open = _slices[_open];
        var frame = runner.Memory.At(runner.Plan.Frame.Slot, place);
        if (window == 1)
        {
            open.CopyTo(frame);
        }
        else
        {
            _open = (_open + 1) % window;
            float[] oldest = _slices[_open];
            for (int i = 0; i < length; i++)
                (frame[i], _sum[i]) = (_sum[i] + open[i], _sum[i] + open[i] - oldest[i]);
        }

        Array.Clear(_slices[_open]);
        scale.Apply(frame);
    }

    public override void Clear()
    {
        foreach (float[] slice in _slices)
            Array.Clear(slice);
        Array.Clear(_sum);
    }
}
