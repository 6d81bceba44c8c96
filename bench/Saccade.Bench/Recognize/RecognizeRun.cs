using System.Diagnostics;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Networks;
using Saccade.Recognition;

namespace Saccade.Bench.Recognize;

/// <summary>How many decisions a second callers get from one recognizer, and what memory each of them takes.</summary>
internal sealed class RecognizeRun(RecognizeOptions options)
{
    private const int Generated = 16;

    public int Run()
    {
        using var recognizer = Prepare(out var recordings);
        int[] callers = [.. Enumerable.Range(1, options.Callers)];
        var rates = callers.ToDictionary(c => c, _ => new List<double>());
        Console.WriteLine($"{recognizer.Card.Name}: {recordings.Count} recordings of {recordings.Average(r => r.Count):0} events, T = {recognizer.Card.Preprocessing.Positions.Count}, one kernel thread a call");
        long before = Managed();
        recognizer.Recognize(recordings[0]);
        Console.WriteLine($"memory: weights as kernels read them and the first workspace {(Managed() - before) / 1024.0 / 1024:0.00} MiB");
        foreach (int c in callers)
            Measure(recognizer, recordings, c, TimeSpan.FromMilliseconds(300));
        Console.WriteLine($"memory: each further workspace {(Managed() - before) / 1024.0 / 1024 / callers.Length:0.00} MiB at most, of {callers.Length} with the weights");
        for (int round = 0; round < options.Rounds; round++)
        {
            foreach (int c in callers) // in turn, because the machine is not the same from second to second
                rates[c].Add(Measure(recognizer, recordings, c, TimeSpan.FromSeconds(options.Seconds)));
        }

        foreach (int c in callers)
        {
            double[] ratios = [.. rates[c].Zip(rates[1], (many, one) => many / one).Order()];
            Console.WriteLine($"{c} callers: {rates[c].Order().ElementAt(rates[c].Count / 2):0} decisions a second (best {rates[c].Max():0}), {ratios[ratios.Length / 2]:0.00} times one caller ({ratios[0]:0.00} to {ratios[^1]:0.00})");
        }

        return 0;
    }

    private static double Measure(Recognizer recognizer, IReadOnlyList<EventBuffer> recordings, int callers, TimeSpan duration)
    {
        long decisions = 0;
        var watch = Stopwatch.StartNew();
        Thread[] threads = [.. Enumerable.Range(0, callers).Select(first => new Thread(() =>
        {
            for (int i = first; watch.Elapsed < duration; i++)
            {
                recognizer.Recognize(recordings[i % recordings.Count]);
                Interlocked.Increment(ref decisions);
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        return decisions / watch.Elapsed.TotalSeconds;
    }

    private static long Managed() => GC.GetTotalMemory(forceFullCollection: true);

    private Recognizer Prepare(out IReadOnlyList<EventBuffer> recordings)
    {
        if (options.Files is [var model, .. var files])
        {
            recordings = [.. files.Select(Read)];
            return Recognizer.Load(model);
        }

        recordings = [.. Enumerable.Range(0, Generated).Select(Generate)];
        var description = new ArchitectureDescription.SmallCnn().Describe(new FrameSize(34, 34), 10, new Spiking(new NeuronDescription()));
        var frames = new Preprocessing { Frames = 5, Cut = FrameSlicing.Number, Positions = [0, 1, 2, 3, 4], SensorWidth = 34, SensorHeight = 34, Scaling = FrameResize.None };
        var card = new ModelCard { Name = "small CNN with random weights", Labels = [.. Enumerable.Range(0, 10).Select(i => $"{i}")], Preprocessing = frames };
        return new Recognizer(Network.Create(description, seed: 1), card);
    }

    private static EventBuffer Read(string path)
    {
        var events = new EventBuffer();
        EventFormats.Default.ReadFile(path, events);
        return events;
    }

    private static EventBuffer Generate(int index)
    {
        var events = new EventBuffer();
        new SyntheticGenerator(new SyntheticOptions()).Generate(index % 10, index, events);
        return events;
    }
}
