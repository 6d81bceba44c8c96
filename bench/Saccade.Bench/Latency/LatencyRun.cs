using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Saccade.Events.Formats;
using Saccade.Events.Model;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Tensors.Engines;
using Saccade.Training.Benchmarks;

namespace Saccade.Bench.Latency;

/// <summary>How long a plan takes for a time step and for a decision, one stream, by percentiles; decisions are compared with those of the bits of the network before anything is timed.</summary>
internal sealed class LatencyRun(LatencyOptions options)
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(0.5);

    public int Run()
    {
        if (options.From is { } folder)
            return Export(folder);
        Console.WriteLine($"| network | plan | threads | a step: p50 | p95 | p99 | a decision: p50 | p95 | p99 | all steps at once: p50 | decisions as of the network |{Environment.NewLine}|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        using var one = new Engine(1);
        if (options.Files.Length > 0)
        {
            var (network, card) = ModelFile.Load(options.Files[0]);
            Print(card.Name, network, [.. options.Files.Skip(1).Select(path => Frames(path, network, card))]);
            return 0;
        }

        foreach (double rate in options.Firing)
        {
            var network = Network.Create(BuiltInNetwork.VggSnn.Network, seed: 1);
            var input = NetworkInput.Random(network.Description.Input, options.Steps, 1, network.Classes);
            Firing.Force(one, network, input, rate);
            Print($"VGG-SNN, {100 * rate:0} % firing", network, [input.Values.ToArray()]);
        }

        return 0;
    }

    private static float[] Frames(string path, Network network, ModelCard card)
    {
        var events = new EventBuffer();
        EventFormats.Default.ReadFile(path, events);
        var framer = new Framer(card, network.Description.Input);
        float[] all = new float[framer.Length];
        framer.Fill(events, isOwn: true, path, all);
        return [.. framer.Positions.SelectMany(i => all.AsSpan(i * network.Description.Input.Count, network.Description.Input.Count).ToArray())];
    }

    private void Print(string name, Network network, IReadOnlyList<float[]> recordings)
    {
        var exact = StreamPlan.Compile(network, new StreamPlanOptions { Fold = false });
        foreach (var (label, plan) in new[] { ("bits of the network", exact), ("folded", StreamPlan.Compile(network)), ("8 bits", StreamPlan.Compile(network, new StreamPlanOptions { Weights = WeightFormat.Int8 })) })
        {
            int same = recordings.Count(frames => Decide(exact, frames) == Decide(plan, frames));
            foreach (int threads in new[] { 1, options.Threads }.Distinct())
            {
                using var workers = new Workers(threads);
                var (steps, decisions) = Time(plan, workers, 1, recordings);
                var (_, together) = Time(plan, workers, recordings[0].Length / plan.Input.Count, recordings);
                Console.WriteLine($"| {name} | {label} | {threads} | {Percentiles(steps)} | {Percentiles(decisions)} | {Text(At(together, 0.5))} | {same} of {recordings.Count} |");
            }
        }
    }

    /// <summary>Times the plans on what <c>saccade bench --export</c> wrote, as JSON for bench/peers/latency.py.</summary>
    private int Export(string folder)
    {
        var (network, _) = ModelFile.Load(Path.Combine(folder, "weights.safetensors"));
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        int steps = expected.RootElement.GetProperty("steps").GetInt32(), samples = expected.RootElement.GetProperty("samples").GetInt32(), length = network.Description.Input.Count;
        var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, "frames.npy")).AsSpan()[^(sizeof(float) * steps * samples * length)..]);
        var recordings = new List<float[]>();
        for (int n = 0; n < samples; n++)
        {
            float[] frames = new float[steps * length];
            for (int t = 0; t < steps; t++)
                values.Slice(((t * samples) + n) * length, length).CopyTo(frames.AsSpan(t * length));
            recordings.Add(frames);
        }

        using var workers = new Workers(options.Threads);
        var rows = new List<object>();
        foreach (var (label, plan) in new[] { ("float32", StreamPlan.Compile(network)), ("8 bits", StreamPlan.Compile(network, new StreamPlanOptions { Weights = WeightFormat.Int8 })) })
        {
            var (each, decisions) = Time(plan, workers, 1, recordings);
            var (_, together) = Time(plan, workers, steps, recordings);
            rows.Add(new { plan = label, decided = recordings.Select(frames => Decide(plan, frames)), step = Milliseconds(each), decision = Milliseconds(decisions), at_once = Milliseconds(together) });
        }

        Console.WriteLine(JsonSerializer.Serialize(rows));
        return 0;
    }

    private static double[] Milliseconds(List<TimeSpan> times) => [At(times, 0.5).TotalMilliseconds, At(times, 0.95).TotalMilliseconds, At(times, 0.99).TotalMilliseconds];

    private static int Decide(StreamPlan plan, float[] frames)
    {
        var state = plan.NewState();
        plan.NewRunner().Run(frames, state);
        return state.Class;
    }

    /// <summary>Times of steps, if there is one at once, and of decisions.</summary>
    private (List<TimeSpan> Steps, List<TimeSpan> Decisions) Time(StreamPlan plan, Workers workers, int stepsAtOnce, IReadOnlyList<float[]> recordings)
    {
        var (runner, state, steps, decisions) = (plan.NewRunner(stepsAtOnce, workers), plan.NewState(), new List<TimeSpan>(), new List<TimeSpan>());
        int length = stepsAtOnce * plan.Input.Count;
        long begin = Stopwatch.GetTimestamp();
        for (int n = 0; decisions.Count < options.Decisions; n++)
        {
            bool isWarm = n > 2 && Stopwatch.GetElapsedTime(begin) > _warmUp;
            float[] frames = recordings[n % recordings.Count];
            state.Reset();
            long start = Stopwatch.GetTimestamp(), last = start;
            for (int at = 0; at < frames.Length; at += length)
            {
                runner.Run(frames.AsSpan(at, Math.Min(length, frames.Length - at)), state);
                if (isWarm)
                    steps.Add(Stopwatch.GetElapsedTime(last));
                last = Stopwatch.GetTimestamp();
            }

            if (isWarm)
                decisions.Add(Stopwatch.GetElapsedTime(start));
        }

        return (steps, decisions);
    }

    private static string Percentiles(List<TimeSpan> times) => $"{Text(At(times, 0.5))} | {Text(At(times, 0.95))} | {Text(At(times, 0.99))}";

    private static TimeSpan At(List<TimeSpan> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));

    private static string Text(TimeSpan time) => time.TotalMilliseconds >= 1 ? $"{time.TotalMilliseconds:0.00} ms" : $"{time.TotalMicroseconds:0} us";
}
