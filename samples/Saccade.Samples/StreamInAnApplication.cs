using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Xunit;

namespace Saccade.Samples;

/// <summary>Decisions on a stream of events while they come.</summary>
public sealed class StreamInAnApplication : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-sample-").FullName;

    public StreamInAnApplication()
    {
        // Stands in for a trained model: a small network with random weights.
        var description = new ArchitectureDescription.SmallCnn { Channels = [4] }.Describe(new FrameSize(34, 34), 2, new Spiking(new NeuronDescription()));
        var frames = new Preprocessing { Frames = 5, Cut = FrameSlicing.Number, Positions = [0, 1, 2, 3, 4], SensorWidth = 34, SensorHeight = 34, Scaling = FrameResize.None };
        ModelFile.Save(ModelPath, Network.Create(description, seed: 1), new ModelCard { Name = "cars", Labels = ["background", "car"], Preprocessing = frames });
    }

    private string ModelPath => Path.Combine(_folder, "cars.safetensors");

    [Fact]
    public void EventsIn_DecisionsOut()
    {
        var camera = Camera();
        var shown = new List<string>();

        using var recognizer = Recognizer.Load(ModelPath);
        using var session = recognizer.Stream(new StreamOptions
        {
            Window = new StreamWindow.Duration(10_000), // a time step for each 10 ms
            Exit = new EarlyExit(ExitScore.Confidence, 0.9), // at the latest after as many steps as in training
        });
        foreach (var events in camera)
        {
            session.Push(events);
            if (session.IsFinal)
                shown.Add($"{session.Decision!.Label} after {session.Decision.Step} steps");
        }

        Assert.NotEmpty(shown);
    }

    [Fact]
    public async Task ASource_IsDecidedToItsEnd()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var model = StreamModel.Load(ModelPath);
        using var session = model.Open(new StreamOptions { Window = new StreamWindow.Adaptive(Events: 500, Shortest: 1_000, Longest: 20_000) });
        int decisions = 0;

        await foreach (var decision in session.DecideAsync(Camera().ToAsyncEnumerable(), cancellation))
            decisions += decision.IsFinal ? 1 : 0;

        Assert.Equal(session.Counts.Decisions, decisions);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Stands in for a camera: pieces of a generated recording.</summary>
    private static IEnumerable<EventBuffer> Camera()
    {
        var recording = new EventBuffer();
        new SyntheticGenerator(new SyntheticOptions()).Generate(label: 1, index: 0, recording);
        for (int at = 0; at < recording.Count; at += 100)
        {
            var piece = new EventBuffer();
            piece.Add(recording.Slice(new EventRange(at, Math.Min(recording.Count, at + 100))));
            yield return piece;
        }
    }
}
