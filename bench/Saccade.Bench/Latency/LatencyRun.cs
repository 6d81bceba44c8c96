using System.Diagnostics;
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
            if (Environment.GetEnvironmentVariable("LAYERS") is not null)
            {
                var profile = StreamProfile.Measure(plan, recordings[0], TimeProvider.System);
                Console.WriteLine($"{name} {label}: {profile.TimeStep.TotalMicroseconds:0} us a step");
                foreach (var l in profile.Steps)
                    Console.WriteLine($"   {l.Layer,-4} {l.Title,-50} {l.Density,6:P1} {l.MultiplyAdds,12} {l.Time.TotalMicroseconds,8:0.0} us  {l.MultiplyAdds * (l.Density ?? 0) / Math.Max(1, l.Time.TotalNanoseconds):0.0} active GMAC/s");
                continue;
            }

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
