using Saccade.Events.Frames;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Recognition;
using Saccade.Streaming.Sessions;

namespace Saccade.Streaming;

/// <summary>
/// A model ready for streams: its plan and its card, shared by any number of <see cref="StreamSession"/>s on any number of threads.
/// <code>
/// var model = StreamModel.Load("cars.safetensors");
/// using var session = model.Open(new StreamOptions { Window = new StreamWindow.Duration(10_000) });
/// session.Push(events);
/// Console.WriteLine(session.Decision?.Label);
/// </code>
/// </summary>
public sealed class StreamModel
{
    /// <summary>Prepares a network that is in memory already.</summary>
    /// <param name="network">The network.</param>
    /// <param name="card">Its card.</param>
    /// <param name="options">How the plan is made; null for the usual.</param>
    /// <exception cref="StreamPlanException">A layer cannot run step by step; the message names it.</exception>
    /// <exception cref="ArgumentException">The model decides on still images, which are no stream, or its frames need the whole recording.</exception>
    public StreamModel(Network network, ModelCard card, StreamPlanOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(card);
        if (card.Preprocessing.Channels.AreOfImages())
            throw new ArgumentException($"model {card.Name} decides on still images, expected one of event recordings", nameof(card));
        if (card.Preprocessing.Channels.Polarity() != PolarityRule.Separate)
            throw new ArgumentException($"model {card.Name} sees both polarities in one channel, expected a channel for each", nameof(card));
        if (card.Preprocessing.Counts.NeedsRecording())
            throw new ArgumentException($"model {card.Name} divides counts by a number of the whole recording, which a stream does not know; expected counts linear, log or binary", nameof(card));
        (Plan, Card) = (StreamPlan.Compile(network, (options ?? new StreamPlanOptions()).For(card)), card);
        Runners = new RunnerPool(Plan);
    }

    /// <summary>The network as steps.</summary>
    public StreamPlan Plan { get; }

    /// <summary>What is known of the model: its labels, how events become frames.</summary>
    public ModelCard Card { get; }

    /// <summary>Memory to compute in: as many as threads compute at once.</summary>
    internal RunnerPool Runners { get; }

    /// <summary>Loads a model file.</summary>
    /// <param name="path">A file that <c>saccade train</c> or <see cref="ModelFile.Save"/> wrote.</param>
    /// <param name="options">How the plan is made; null for the usual.</param>
    /// <param name="kinds">What names of layers in the file mean; null where all are of this library.</param>
    /// <exception cref="ModelFileException">The file is damaged, or no model of a version that this one reads.</exception>
    /// <exception cref="StreamPlanException">A layer cannot run step by step; the message names it.</exception>
    /// <exception cref="ArgumentException">The model decides on still images, which are no stream, or its frames need the whole recording.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StreamModel Load(string path, StreamPlanOptions? options = null, NetworkKinds? kinds = null)
    {
        var (network, card) = ModelFile.Load(path, kinds);
        return new StreamModel(network, card, options);
    }

    /// <summary>Begins a stream.</summary>
    /// <param name="options">How it is decided.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the model's frames are fitted to a recording and no region is given.</exception>
    public StreamSession Open(StreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problems().ToList() is { Count: > 0 } problems)
            throw new ArgumentException($"{nameof(StreamOptions)}: {string.Join("; ", problems)}", nameof(options));
        var p = Card.Preprocessing;
        var integrator = Integrator(p, options.Region);
        OpenStep? step = options.EventByEvent && (options.StepsAtOnce == 1 || options.Exit is not null) && p.Counts == CountScale.Linear && p.Window == 1 ? SummedStep.For(Plan, integrator) : null;
        return new StreamSession(this, options, step ?? new CountedStep(integrator, p.Counts, p.Window, Plan.Input.Count));
    }

    private FrameIntegrator Integrator(Preprocessing p, StreamRegion? region)
    {
        var preparation = p.Preparation(Plan.Input);
        if (region is not null && preparation.Resize is { } resize)
            return FrameIntegrator.OfRegion(region.Left, region.Top, region.Extent, resize);
        if (region is not null)
            throw new ArgumentException($"got a region, expected none: the model {Card.Name} sees the whole sensor of {p.SensorWidth}x{p.SensorHeight} without scaling", nameof(region));
        if (p.Fit == FrameFit.Recording)
            throw new ArgumentException($"the frames of model {Card.Name} are fitted to what a whole recording covers, which is not known of a stream: give the part of the sensor to show ({nameof(StreamOptions)}.{nameof(StreamOptions.Region)}, --region of the command)", nameof(region));
        return new FrameIntegrator(preparation.Sensor!.Value, preparation.Resize);
    }
}
