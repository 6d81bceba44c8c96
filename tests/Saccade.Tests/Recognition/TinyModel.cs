using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.TestKit;
using Saccade.Tests.Networks;

namespace Saccade.Tests.Recognition;

/// <summary>A small spiking network as a model file, and recordings for it; nothing is trained, but every decision is as good as another to compare bits.</summary>
public sealed class TinyModel : IDisposable
{
    public const int Steps = 4, Recordings = 12;

    private const int Side = 16;

    private static readonly string[] _labels = ["circle", "square", "cross"];

    public TinyModel()
    {
        ModelFile.Save(Model, Network(new FrameSize(Side, Side)), Card());
        for (int i = 0; i < Recordings; i++)
            Files.Add(Folder.File($"{i:00}.bin", EventData.AtisBytes(Events(i))));
    }

    public TemporaryFolder Folder { get; } = new();

    public string Model => Path.Combine(Folder.Path, "model.safetensors");

    public List<string> Files { get; } = [];

    public static ModelCard Card(FrameSlicing cut = FrameSlicing.Number, FrameChannels channels = FrameChannels.OffOnCounts) => new()
    {
        Name = "tiny",
        Labels = _labels,
        Preprocessing = new Preprocessing
        {
            Frames = Steps,
            Cut = cut,
            Positions = [.. Enumerable.Range(0, Steps)],
            SensorWidth = Side,
            SensorHeight = Side,
            Scaling = channels == FrameChannels.OffOnCounts ? FrameResize.None : FrameResize.Binned,
            Channels = channels,
        },
    };

    public static Network Network(FrameSize input)
        => Nets.Trained(new ArchitectureDescription.SmallCnn { Channels = [4, 8] }.Describe(input, _labels.Length, new Spiking(new NeuronDescription { Threshold = 0.5f })), seed: 7);

    /// <summary>The same events each time, in order.</summary>
    public static EventBuffer Events(int index)
    {
        var events = new EventBuffer();
        new SyntheticGenerator(new SyntheticOptions { Sensor = new SensorSize(Side, Side), DurationMicros = 20_000, Seed = 3 }).Generate(index % 10, index, events);
        return events;
    }

    public Recognizer Load(RecognizerOptions? options = null) => Recognizer.Load(Model, options);

    /// <summary>A recognizer of still images, 8x8 grey.</summary>
    public static Recognizer OfImages() => new(Network(new FrameSize(8, 8, 1)), Card(channels: FrameChannels.Grey) with { Preprocessing = Card(channels: FrameChannels.Grey).Preprocessing with { SensorWidth = 8, SensorHeight = 8 } });

    public void Dispose() => Folder.Dispose();
}
