using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Networks;

namespace Saccade.Recognition;

/// <summary>From a recording to the frames that a model wants, as its card says. Immutable; safe for several threads at once.</summary>
internal sealed class Framer
{
    private readonly Preprocessing _preprocessing;
    private readonly FramePreparation _preparation;
    private readonly FrameIntegrator _integrator;

    /// <param name="card">The model's card.</param>
    /// <param name="input">Extents of the network's input.</param>
    public Framer(ModelCard card, FrameSize input)
    {
        _preprocessing = card.Preprocessing;
        _preparation = _preprocessing.Preparation(input);
        Input = input;
        _integrator = new FrameIntegrator(Sensor, _preparation.Resize);
    }

    /// <summary>Extents of a frame.</summary>
    public FrameSize Input { get; }

    /// <summary>Whether the model is of still images.</summary>
    public bool SeesImages => _preparation.IsStill;

    /// <summary>The sensor that the model expects.</summary>
    public SensorSize Sensor => _preparation.Sensor!.Value;

    /// <summary>Which frames the network sees, in the order of its steps.</summary>
    public IReadOnlyList<int> Positions => _preprocessing.Positions;

    /// <summary>Number of values of all frames of a recording.</summary>
    public int Length => _preprocessing.Frames * Input.Count;

    /// <summary>Cuts a recording and counts its events.</summary>
    /// <param name="events">The recording.</param>
    /// <param name="isOwn">Whether its events may be put in another order.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="frames">Zeros, <see cref="Length"/> of them; become the frames.</param>
    /// <exception cref="RecordingException">Many events are outside the sensor that the model was trained for.</exception>
    public IntegrationCount Fill(EventBuffer events, bool isOwn, string name, Span<float> frames)
    {
        if (_preparation.Slicing.NeedsOrder && !events.IsOrdered)
            events = InOrder(events, isOwn);
        var integrator = _preparation.Fit == FrameFit.Recording ? FrameIntegrator.Fitted(events, _preparation.Resize!) : _integrator;
        var ranges = _preparation.Slicing.Ranges(events);
        IntegrationCount count = default;
        float[]? both = _preparation.Polarity == PolarityRule.Separate ? null : new float[Input.Height * Input.Width * FrameBuffer.Channels];
        for (int i = 0; i < Math.Min(ranges.Length, _preprocessing.Frames); i++)
        {
            var frame = frames.Slice(i * Input.Count, Input.Count);
            both?.AsSpan().Clear();
            count = count.Plus(integrator.Add(events.Slice(ranges[i]), both ?? frame));
            if (both is not null)
                _preparation.Polarity.Combine(both, frame);
        }

        if (ModelFrames.SensorProblem(_preprocessing, count) is { } problem)
            throw new RecordingException(name, $"{name}: {problem}");
        _preparation.Counts.Apply(frames);
        return count;
    }

    /// <summary>The frame that an image becomes, [H, W, C].</summary>
    public float[] Frame(RasterImage image) => _preparation.FrameOf(image);

    /// <summary>Other callers may be looking at events that are not ours.</summary>
    private static EventBuffer InOrder(EventBuffer events, bool isOwn)
    {
        var ordered = events;
        if (!isOwn)
        {
            ordered = new EventBuffer(events.Count);
            ordered.Add(events.All);
        }

        ordered.SortByTime();
        return ordered;
    }
}
