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

    /// <summary>Share of a core for each caller from which on a round counts as undisturbed.</summary>
    private const double Undisturb = 0.95;

    public int Run()
    {
        using var recognizer = Prepare(out var recordings);
        int[] callers = [.. Enumerable.Range(1, options.Callers)];
        var rounds = callers.ToDictionary(c => c, _ => new List<Round>());
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
                rounds[c].Add(Measure(recognizer, recordings, c, TimeSpan.FromMilliseconds(options.Milliseconds)));
        }

        foreach (int c in callers)
            Print(c, rounds[c], rounds[1]);
        return 0;
    }

    /// <summary>On a machine that others use too, only rounds in which callers got a core each say how they scale; processor time says what a decision costs in all of them.</summary>
    private static void Print(int callers, List<Round> rounds, List<Round> alone)
    {
        var (undisturbed, aloneUndisturbed) = (Undisturbed(rounds, callers), Undisturbed(alone, 1));
        double cost = Median(rounds.Select(r => r.ProcessorMilliseconds)), rate = Median(undisturbed.Select(r => r.Rate));
        Console.WriteLine(
            $"{callers} callers: {rate:0} decisions a second, {rate / Median(aloneUndisturbed.Select(r => r.Rate)):0.00} times one caller, in the {undisturbed.Count} of {rounds.Count} rounds with a core for each; "
            + $"{Median(rounds.Select(r => r.Rate)):0} in all rounds, with {Median(rounds.Select(r => r.Cores)):0.00} cores; "
            + $"{cost:0.000} ms of processor a decision, {cost / Median(alone.Select(r => r.ProcessorMilliseconds)):0.00} times one caller's");
    }

    private static List<Round> Undisturbed(List<Round> rounds, int callers) => [.. rounds.Where(r => r.Cores >= Undisturb * callers)];

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    private static Round Measure(Recognizer recognizer, IReadOnlyList<EventBuffer> recordings, int callers, TimeSpan duration)
    {
        long decisions = 0;
        var before = Environment.CpuUsage.TotalTime;
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
        var elapsed = watch.Elapsed;
        return new Round(decisions, elapsed, Environment.CpuUsage.TotalTime - before);
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

    /// <summary>What some callers did in a while.</summary>
    private sealed record Round(long Decisions, TimeSpan Elapsed, TimeSpan Processor)
    {
        public double Rate => Decisions / Elapsed.TotalSeconds;

        public double ProcessorMilliseconds => Processor.TotalMilliseconds / Decisions;

        public double Cores => Processor / Elapsed;
    }
}
