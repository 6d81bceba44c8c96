using Saccade.Events.Model;
using Saccade.Events.Synthetic;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Streaming;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.TestKit;
using Saccade.Training.Benchmarks;

namespace Saccade.Bench.Cases;

/// <summary>Streams: the plan against the network as it is trained, step by step and all steps at once, and events a second while deciding. Outputs are compared before anything is timed.</summary>
internal static class StreamBench
{
    private const int Steps = 5, Classes = 10, Side = 34, StepMicros = 30_000;
    private static readonly double[] _rates = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

    public static IEnumerable<BenchCase> Cases { get; } =
    [
        .. from rate in _rates
           select Decision("small network", BuiltInNetwork.Small, rate),
        .. from rate in _rates
           select Decision("VGG-SNN", BuiltInNetwork.VggSnn, rate),
        Events(streams: 1),
        Events(streams: 1_000),
    ];

    private static BenchCase Decision(string name, BuiltInNetwork which, double rate)
        => new("stream, T = 5, batch 1", $"{name}, {100 * rate:F0} % firing", context =>
        {
            var network = Network.Create(which.Network, seed: 1);
            var input = NetworkInput.Random(network.Description.Input, Steps, 1, Classes);
            Firing.Force(context.One, network, input, rate);
            StreamPlan exact = StreamPlan.Compile(network, new StreamPlanOptions { Fold = false }), folded = StreamPlan.Compile(network), whole = StreamPlan.Compile(network, new StreamPlanOptions { Weights = WeightFormat.Int8 });
            string same = Compare(network, input, exact, folded, context.One), near = Compare(exact, whole, input);
            var workload = new InferenceWorkload(network, input);
            var workers = context.Workers;
            return
            [
                new BenchWay("network, all steps at once", () => workload.Run(context.All)) { Samples = 1 },
                Way("plan with its bits, step by step", exact, input, 1, null),
                Way("folded, step by step, one thread", folded, input, 1, null) with { Note = same },
                Way("folded, step by step", folded, input, 1, workers),
                Way("folded, all steps at once", folded, input, Steps, workers),
                Way("8 bits, step by step, one thread", whole, input, 1, null) with { Note = near },
                Way("8 bits, step by step", whole, input, 1, workers),
                Way("8 bits, all steps at once", whole, input, Steps, workers),
            ];
        });

    private static BenchWay Way(string label, StreamPlan plan, NetworkInput input, int stepsAtOnce, Workers? workers)
    {
        var (runner, state) = (plan.NewRunner(stepsAtOnce, workers), plan.NewState());
        return new BenchWay(label, () =>
        {
            state.Reset();
            runner.Run(input.Values.Span, state);
        })
        { Samples = 1 };
    }

    private static float[] Run(StreamPlan plan, NetworkInput input, StreamRunner runner, StreamState state)
    {
        var logits = new List<float>();
        for (int t = 0; t < Steps; t++)
        {
            runner.Step(input.Values.Span.Slice(t * plan.Input.Count, plan.Input.Count), state);
            logits.AddRange(runner.Logits);
        }

        return [.. logits];
    }

    /// <summary>The plan has the bits of the network; of the folded one it is said whether it decides alike.</summary>
    private static string Compare(Network network, NetworkInput input, StreamPlan exact, StreamPlan folded, Engine engine)
    {
        using var tape = new Tape(engine, recording: false);
        Close.SameBits(network.Forward(input.On(tape), new ForwardPass(tape)).Values, Run(exact, input, exact.NewRunner(), exact.NewState()), "logits");
        return Compare(exact, folded, input);
    }

    private static string Compare(StreamPlan exact, StreamPlan other, NetworkInput input)
    {
        var (first, second) = (exact.NewState(), other.NewState());
        Run(exact, input, exact.NewRunner(), first);
        Run(other, input, other.NewRunner(), second);
        return first.Class == second.Class ? "same decision" : "another decision";
    }

    private static BenchCase Events(int streams)
        => new("events while deciding", $"small network, {streams:N0} streams, a step each 30 ms of a recording", _ =>
        {
            var network = Network.Create(BuiltInNetwork.Small.Network, seed: 1);
            var frames = new Preprocessing { Frames = Steps, Cut = FrameSlicing.Time, Positions = [.. Enumerable.Range(0, Steps)], SensorWidth = Side, SensorHeight = Side, Scaling = FrameResize.None };
            var model = new StreamModel(network, new ModelCard { Name = "small", Labels = [.. Enumerable.Range(0, Classes).Select(k => $"{k}")], Preprocessing = frames });
            var events = new EventBuffer();
            new SyntheticGenerator(new SyntheticOptions { Sensor = new SensorSize(Side, Side) }).Generate(0, 0, events);
            int counted = Pushed(model, events, byEvent: false), summed = Pushed(model, events, byEvent: true);
            return counted == summed
                ? [Way("counted into frames", model, events, streams, byEvent: false), Way("event by event", model, events, streams, byEvent: true)]
                : throw new InvalidOperationException($"frames decide {counted}, event by event {summed}");
        });

    private static int Pushed(StreamModel model, EventBuffer events, bool byEvent)
    {
        using var session = Open(model, byEvent);
        session.Push(events);
        session.Finish();
        return session.Decision!.Class;
    }

    private static BenchWay Way(string label, StreamModel model, EventBuffer events, int streams, bool byEvent)
    {
        Open(model, byEvent).Dispose(); // what all streams share
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var sessions = Enumerable.Range(0, streams).Select(_ => Open(model, byEvent)).ToList();
        long bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / streams;
        return new BenchWay(label, () =>
        {
            foreach (var session in sessions)
            {
                session.Reset();
                session.Push(events);
            }
        })
        {
            Events = streams * events.Count,
            Note = $"{events.Count} events in {events.Times[^1] / 1000} ms; {bytes / 1024.0:F0} KiB a stream, {model.Plan.StateBytes / 1024} of them its state",
        };
    }

    private static StreamSession Open(StreamModel model, bool byEvent)
        => model.Open(new StreamOptions { Window = new StreamWindow.Duration(StepMicros), Steps = 0, EventByEvent = byEvent });
}
