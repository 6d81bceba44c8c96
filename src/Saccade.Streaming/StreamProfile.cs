namespace Saccade.Streaming;

/// <summary>What a plan does, step by step, and what that takes on this machine.</summary>
/// <param name="Steps">The steps of the plan in order.</param>
/// <param name="TimeStep">A whole time step: the median, of the mean over the frames of a pass.</param>
public sealed record StreamProfile(IReadOnlyList<StepProfile> Steps, TimeSpan TimeStep)
{
    private const int Passes = 31;
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(0.5);

    /// <summary>Measures a plan on one thread, after the kernels are compiled: some tenths of a second, and longer for large networks.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="frames">[T, H, W, C]: what it is to run on; densities, and with them times, depend on it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops between passes.</param>
    /// <exception cref="ArgumentException">The frames are not whole, or none.</exception>
    public static StreamProfile Measure(StreamPlan plan, ReadOnlyMemory<float> frames, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(time);
        if (frames.IsEmpty || frames.Length % plan.Input.Count != 0)
            throw new ArgumentException($"got {frames.Length} values, expected frames of {plan.Input}, {plan.Input.Count} values each", nameof(frames));
        var passes = new Passing(plan, frames, time);
        long start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < _warmUp)
        {
            cancellation.ThrowIfCancellationRequested();
            passes.Run();
        }

        passes.Forget();
        for (int i = 0; i < Passes; i++, cancellation.ThrowIfCancellationRequested())
            passes.Run();
        return passes.Result();
    }

    /// <summary>Runs the steps of a plan with a clock between them.</summary>
    private sealed class Passing(StreamPlan plan, ReadOnlyMemory<float> frames, TimeProvider time)
    {
        private readonly StreamRunner _runner = plan.NewRunner();
        private readonly StreamState _state = plan.NewState();
        private readonly List<TimeSpan[]> _passes = [];
        private readonly double[] _densities = new double[plan.Steps.Count];
        private readonly int _count = Math.Min(plan.MostSteps, frames.Length / plan.Input.Count);

        public void Run()
        {
            var times = new TimeSpan[plan.Steps.Count];
            Array.Clear(_densities);
            int at = 0;
            long last = 0;
            _runner.Watch = step =>
            {
                times[at] += time.GetElapsedTime(last);
                _densities[at] += step.DenseFrom is null ? 0 : _runner.Memory.Density / _count;
                at = (at + 1) % times.Length;
                last = time.GetTimestamp();
            };
            _state.Reset();
            for (int t = 0; t < _count; t++)
            {
                last = time.GetTimestamp();
                _runner.Step(frames.Span.Slice(t * plan.Input.Count, plan.Input.Count), _state);
            }

            _passes.Add([.. times.Select(sum => sum / _count)]);
        }

        public void Forget() => _passes.Clear();

        public StreamProfile Result() => new(
            [.. plan.Steps.Select((step, i) => new StepProfile(
                step.Path, step.Title, step.Output.Size.ToString(), step.DenseFrom is null ? null : _densities[i], step.DenseFrom, step.Bytes, step.MultiplyAdds, Median(pass => pass[i])))],
            Median(pass => pass.Aggregate(TimeSpan.Zero, (sum, part) => sum + part)));

        private TimeSpan Median(Func<TimeSpan[], TimeSpan> of) => _passes.Select(of).Order().ElementAt(_passes.Count / 2);
    }
}

/// <summary>One step of a plan.</summary>
/// <param name="Layer">Path of the layer that it comes from.</param>
/// <param name="Title">What it does.</param>
/// <param name="Output">Extents of what it writes.</param>
/// <param name="Density">Share of its input that was not 0, mean over the frames; null for a step that has no choice by it.</param>
/// <param name="DenseFrom">The density from which on it computes densely, and skips zeros below it; above 1 if it never does.</param>
/// <param name="Bytes">Bytes of its weights.</param>
/// <param name="MultiplyAdds">Multiply-adds of a dense computation of a time step.</param>
/// <param name="Time">Time for a time step, the median.</param>
public sealed record StepProfile(string Layer, string Title, string Output, double? Density, double? DenseFrom, long Bytes, long MultiplyAdds, TimeSpan Time);
