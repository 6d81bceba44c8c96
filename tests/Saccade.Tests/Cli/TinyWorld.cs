using Saccade.Cli.Hosting;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.TestKit;

namespace Saccade.Tests.Cli;

/// <summary>A small data set of generated recordings in class folders, a recipe for it, and one finished run; shared by the tests of commands.</summary>
public sealed class TinyWorld : IDisposable
{
    /// <summary>Classes of the data set.</summary>
    public const int Classes = 3;

    private const int TrainPerClass = 8, TestPerClass = 3;

    private static readonly SyntheticOptions _options = new() { Sensor = new SensorSize(16, 16), DurationMicros = 30_000, Seed = 5 };

    private readonly TemporaryFolder _folder = new();
    private int _places;

    public TinyWorld()
    {
        for (int label = 0; label < Classes; label++)
        {
            string name = SyntheticClass.All[label * 2].Name;
            for (int i = 0; i < TrainPerClass + TestPerClass; i++)
            {
                Write($"data/{(i < TrainPerClass ? "train" : "test")}/{name}/{i:000}.bin", label * 2, i);
                if (i < TrainPerClass)
                    Write($"undivided/{name}/{i:000}.bin", label * 2, i);
            }
        }

        Recipe = _folder.File("tiny.yaml", System.Text.Encoding.UTF8.GetBytes("""
            name: tiny
            data: {validation: 0.25}
            frames: {count: 4, ann: 2, snn: 2, height: 16, width: 16}
            network: {preset: small-cnn, channels: [4, 8], threshold: 2}
            phases:
              pretrain: {network: quantised, epochs: 2, batch: 4}
              finetune:
                network: spiking
                from: pretrain
                teachers: {pretrain: {}}
                epochs: 3
                batch: 4
                objective: [{kind: cross-entropy}, {kind: step-distillation}]
            """));
        Run = Place();
        Trained = CliRun.Of("train", Recipe, "--data", Data, "--out", Run, "--test", "--json").Expect(ExitCode.Ok);
    }

    /// <summary>The data set, with the parts train and test.</summary>
    public string Data => Path.Combine(_folder.Path, "data");

    /// <summary>The training recordings without a folder for the part.</summary>
    public string Undivided => Path.Combine(_folder.Path, "undivided");

    /// <summary>The recipe.</summary>
    public string Recipe { get; }

    /// <summary>A finished run.</summary>
    public string Run { get; }

    /// <summary>What the command printed that made it.</summary>
    internal CliRun Trained { get; }

    /// <summary>The model of the run.</summary>
    public string Model => Path.Combine(Run, "model.safetensors");

    /// <summary>All test recordings.</summary>
    public IReadOnlyList<string> TestRecordings => [.. Directory.GetFiles(Path.Combine(Data, "test"), "*.bin", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>A path in the folder that no test used before.</summary>
    public string Place() => Path.Combine(_folder.Path, $"place-{Interlocked.Increment(ref _places)}");

    /// <summary>A new file in the folder.</summary>
    public string File(string name, ReadOnlySpan<byte> content) => _folder.File(Path.Combine(Path.GetFileName(Place()), name), content);

    /// <summary>Copies a sound recording under some names.</summary>
    public void Copy(string folder, params string[] names)
    {
        foreach (string name in names)
            System.IO.File.Copy(TestRecordings[0], Path.Combine(folder, name));
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, int label, int index)
    {
        var events = new EventBuffer();
        new SyntheticGenerator(_options).Generate(label, index, events);
        _folder.File(name, EventData.AtisBytes(events));
    }
}
