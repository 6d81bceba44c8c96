using Saccade.Events.Cache;
using Saccade.Events.Frames;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.Recognition;

/// <summary>Decides what recordings or still images show, one after the other, with the network of a model file. For one thread at a time.</summary>
public sealed class Predictor
{
    private readonly Engine _engine;
    private readonly Network _network;
    private readonly ModelCard _card;
    private readonly FrameIntegrator _integrator;
    private readonly FramePreparation _preparation;
    private readonly Slicing _slicing;
    private readonly TimeProvider _time;

    private readonly FixedWeights _weights = new();

    /// <summary>Prepares a network for use; its weights must not change any more.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="network">The network.</param>
    /// <param name="card">Its card.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public Predictor(Engine engine, Network network, ModelCard card, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(card);
        (_engine, _network, _card, _time) = (engine, network, card, time ?? TimeProvider.System);
        _preparation = card.Preprocessing.Preparation(network.Description.Input);
        Sensor = _preparation.Sensor!.Value;
        _slicing = _preparation.Slicing;
        _integrator = new FrameIntegrator(Sensor, _preparation.Resize);
    }

    /// <summary>Whether the model was trained on still images, not on recordings.</summary>
    public bool SeesImages => _preparation.IsStill;

    /// <summary>The sensor that the model expects.</summary>
    public SensorSize Sensor { get; }

    /// <summary>Decides.</summary>
    /// <param name="events">The recording; put in order of time if frames are cut by time.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="DatasetException">Many events are outside the sensor that the model was trained for.</exception>
    /// <exception cref="EngineBusyException">Another thread has the engine. Predictors of several threads need an engine each.</exception>
    public Prediction Predict(EventBuffer events, string name = "recording")
    {
        ArgumentNullException.ThrowIfNull(events);
        if (_preparation.IsStill)
            throw new DatasetException(name, "got a recording of events, expected a still image, as the model was trained on");
        using var claim = _engine.Claim(); // before any work: the integrator below is shared too
        long start = _time.GetTimestamp();
        if (_slicing.NeedsOrder)
            events.SortByTime();
        var integrator = _preparation.Fit == FrameFit.Recording ? FrameIntegrator.Fitted(events, _preparation.Resize!) : _integrator;
        var (frames, count) = integrator.Integrate(events, _slicing);
        _preparation.Counts.Apply(frames.Values);
        ModelFrames.CheckSensor(name, _card.Preprocessing, count);
        long framed = _time.GetTimestamp();
        var steps = Decide((t, target) => frames.Frame(_card.Preprocessing.Positions[t]).CopyTo(target));
        return new Prediction(steps, count.Outside, _time.GetElapsedTime(start, framed), _time.GetElapsedTime(framed));
    }

    /// <summary>Decides.</summary>
    /// <param name="image">A still image of any size; resized, and shown at every step.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="DatasetException">The model was trained on recordings of events.</exception>
    /// <exception cref="EngineBusyException">Another thread has the engine. Predictors of several threads need an engine each.</exception>
    public Prediction Predict(RasterImage image, string name = "image")
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!_preparation.IsStill)
            throw new DatasetException(name, "got a still image, expected a recording of events, as the model was trained on");
        using var claim = _engine.Claim();
        long start = _time.GetTimestamp();
        float[] frame = _preparation.FrameOf(image);
        long framed = _time.GetTimestamp();
        var steps = Decide((_, target) => frame.CopyTo(target));
        return new Prediction(steps, Outside: 0, _time.GetElapsedTime(start, framed), _time.GetElapsedTime(framed));
    }

    private List<StepDecision> Decide(Action<int, Span<float>> fill)
    {
        var (positions, size) = (_card.Preprocessing.Positions, _network.Description.Input);
        using var tape = new Tape(_engine, recording: false) { Weights = _weights };
        var input = tape.Constant(new Shape("TNHWC", positions.Count, 1, size.Height, size.Width, size.Channels), values =>
        {
            for (int t = 0; t < positions.Count; t++)
                fill(t, values.Span[(t * size.Count)..]);
        });
        var logits = _network.Forward(input, new ForwardPass(tape)).Values;
        var scores = new StepScores(1, _network.Classes);
        var steps = new List<StepDecision>();
        for (int t = 0; t < positions.Count; t++)
        {
            scores.Add(logits.Slice(t * _network.Classes, _network.Classes));
            int best = scores.Decide(0);
            steps.Add(new StepDecision(t + 1, best, _card.Labels[best], scores.Probabilities(0)));
        }

        return steps;
    }
}
