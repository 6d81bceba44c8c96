using Microsoft.Extensions.DependencyInjection;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Networks;
using Saccade.Recognition;
using Xunit;

namespace Saccade.Samples;

/// <summary>A recognizer with everything that it can be given, by one caller and by many.</summary>
public sealed class RecognizerInAnApplication : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saccade-sample-").FullName;

    public RecognizerInAnApplication()
    {
        // Stands in for a trained model: a small network with random weights.
        var description = new ArchitectureDescription.SmallCnn { Channels = [4] }.Describe(new FrameSize(16, 16), 2, new Spiking(new NeuronDescription()));
        var frames = new Preprocessing { Frames = 4, Cut = FrameSlicing.Number, Positions = [0, 1, 2, 3], SensorWidth = 16, SensorHeight = 16, Scaling = FrameResize.None };
        ModelFile.Save(ModelPath, Network.Create(description, seed: 1), new ModelCard { Name = "cars", Labels = ["background", "car"], Preprocessing = frames });
    }

    private string ModelPath => Path.Combine(_folder, "cars.safetensors");

    [Fact]
    public void EventsAndFrames()
    {
        using var recognizer = Recognizer.Load(ModelPath);

        // Events of a camera, of a simulation, of a reader of your own.
        var events = new EventBuffer();
        events.Add(timeMicros: 0, x: 3, y: 5, polarity: 1);
        events.Add(timeMicros: 40, x: 4, y: 5, polarity: 0);
        var decision = recognizer.Recognize(events);

        // Frames that are made already: [T, H, W, C], row-major, C is OFF then ON.
        float[] frames = new float[4 * 16 * 16 * 2];
        frames[((0 * 16 + 5) * 16 + 3) * 2 + 1] = 1; // step 0, row 5, column 3, ON
        var fromFrames = recognizer.Recognize(RecognizerInput.FromFrames(frames));

        Assert.Equal(4, decision.Steps);
        Assert.Equal(4, fromFrames.Steps);
    }

    [Fact]
    public void BadInput_IsOneException()
    {
        using var recognizer = Recognizer.Load(ModelPath);
        string message = "";

        try
        {
            recognizer.Recognize(new RasterImage(1, 1, 1, [0]));
        }
        catch (RecordingException e) // damaged, of another sensor, too large, of the wrong kind
        {
            message = e.Message;
        }

        Assert.Equal("image: got a still image, expected a recording of events, as the model was trained on", message);
    }

    [Fact]
    public async Task ManyAtOnce()
    {
        using var recognizer = Recognizer.Load(ModelPath);
        EventBuffer[] recordings = [.. Enumerable.Range(0, 8).Select(Generate)];

        // A batch, on all cores. Decisions come in the order of the recordings.
        var decisions = recognizer.RecognizeAll([.. recordings]);

        // The same from callers that know nothing of one another.
        var tasks = await Task.WhenAll(recordings.Select(events => recognizer.RecognizeAsync(events)));

        Assert.Equal(decisions.Select(d => d.Confidence), tasks.Select(d => d.Confidence));
    }

    [Fact]
    public async Task Stopping()
    {
        using var recognizer = Recognizer.Load(ModelPath);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        var decision = await recognizer.RecognizeAsync(Generate(1), patience.Token); // OperationCanceledException when it runs out

        Assert.Contains(decision.Label, recognizer.Card.Labels);
    }

    [Fact]
    public void SeveralModelsAmongTheServices()
    {
        var services = new ServiceCollection();
        services.AddKeyedSaccade("cars", ModelPath);
        services.AddKeyedSaccade("signs", ModelPath, new RecognizerOptions { MostBytes = 1 << 20 });
        using var provider = services.BuildServiceProvider();

        // In a constructor or an endpoint: [FromKeyedServices("cars")] IRecognizer recognizer
        var cars = provider.GetRequiredKeyedService<IRecognizer>("cars");

        Assert.Equal(["background", "car"], cars.Card.Labels);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static EventBuffer Generate(int index)
    {
        var events = new EventBuffer();
        new SyntheticGenerator(new SyntheticOptions { Sensor = new SensorSize(16, 16), DurationMicros = 20_000 }).Generate(label: index % 2, index, events);
        return events;
    }
}
