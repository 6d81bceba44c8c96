using Saccade.Kernels.Reduce;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Training.Data;
using Saccade.Training.Losses;
using Saccade.Training.Ranks;
using Saccade.Training.Recipes;
using Saccade.Training.Steps;
using Saccade.Training.Teachers;

namespace Saccade.Training.Loops;

/// <summary>Trains one network through the epochs of one phase.</summary>
internal sealed class PhaseRunner : IDisposable
{
    private readonly Engine _engine;
    private readonly Recipe _recipe;
    private readonly PhaseRecipe _phase;
    private readonly int _index;
    private readonly Batches _batches;
    private readonly IReadOnlyDictionary<string, Teacher> _teachers;
    private readonly IReadOnlyList<string> _taps;
    private readonly int[] _positions;
    private readonly RankGroup? _ranks;

    /// <summary>Prepares a phase.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="index">Which of its phases.</param>
    /// <param name="data">The data.</param>
    /// <param name="finished">Results of earlier phases; those that teach are run with their running statistics and never changed.</param>
    /// <param name="ranks">The processes that share the batches; null for one.</param>
    public PhaseRunner(Engine engine, Recipe recipe, int index, TrainingData data, IReadOnlyDictionary<string, Network> finished, RankGroup? ranks = null)
    {
        (_engine, _recipe, _index, _ranks) = (engine, recipe, index, ranks);
        _phase = recipe.Phases[index];
        _batches = new Batches(engine, data.TrainOf(_phase), recipe.Seed, Augmentations.From(recipe.Augment, data.MirrorLabels), recipe.Augment.Mix, recipe.Augment.Events, recipe.Augment.Crop);
        _positions = [.. recipe.Frames.Positions(_phase.Frames)];
        _taps = [.. _phase.Objective.SelectMany(term => term.Taps).Distinct()];
        _teachers = _phase.Teachers.ToDictionary(t => t.Name, t => TeacherOf(t, data, finished));
    }

    /// <summary>Which frames the trained network sees.</summary>
    public int[] Positions => _positions;

    /// <summary>Learning rate of an epoch.</summary>
    public double Rate(int epoch) => _phase.Schedule.Rate(_phase.Optimizer.Rate, epoch, _phase.Epochs);

    /// <summary>Builds the losses of the phase for a network that is about to be trained.</summary>
    /// <exception cref="ArgumentException">A network lacks what a loss needs.</exception>
    public IReadOnlyList<WeightedLoss> Losses(Network student)
    {
        var teachers = _teachers.ToDictionary(t => t.Key, t => t.Value.Network);
        return [.. _phase.Objective.Select((term, i) => new WeightedLoss(term.Build(new LossScope(student, teachers, term.Teacher, Helpers(i))), term.Weight))];
    }

    /// <summary>Trains until the epoch ends or it is asked to stop; then <see cref="PhaseState.Seen"/> says how far it came. Several processes stop after the same batch.</summary>
    public void RunEpoch(PhaseState state, Action<PhaseState> batchDone, TimeProvider time, CancellationToken cancellation)
    {
        int[] order = _batches.Order(_index, state.Epoch);
        double rate = Rate(state.Epoch);
        bool stops = _ranks is null && cancellation.IsCancellationRequested;
        while (state.Seen < order.Length && !stops)
        {
            long start = time.GetTimestamp();
            int[] samples = order[state.Seen..Math.Min(order.Length, state.Seen + _phase.Batch)];
            stops = Step(state, samples, rate, cancellation);
            state.Seen += samples.Length;
            state.Seconds += time.GetElapsedTime(start).TotalSeconds;
            batchDone(state);
            stops |= _ranks is null && cancellation.IsCancellationRequested; // alone, whoever is told of a batch may ask to stop
        }
    }

    /// <summary>Ends the teachers' work.</summary>
    public void Dispose()
    {
        foreach (var teacher in _teachers.Values)
            teacher.Dispose();
    }

    /// <summary>Trains on one batch; whether someone asks to stop after it.</summary>
    private bool Step(PhaseState state, int[] samples, double rate, CancellationToken cancellation)
    {
        var part = BatchPart.Of(_engine.Exchange, samples.Length);
        var batch = _batches.Draw(part is null ? samples : samples[part.First..(part.First + part.Count)], _index, state.Epoch);
        using var work = new BatchWork(_engine, state.Network, state.Losses, Settings(state, batch) with { Part = part }, (tape, first, count) => batch.Frames(tape, _positions.AsMemory(first, count)));
        _phase.Gradients.Run(work);
        if (part is not null && _engine.Sharing.Statistics == StatisticsScope.Rank)
            ShareStatistics(state.Network);
        double norm = double.IsFinite(work.Loss) ? state.Step(work.Gradients!, rate) : work.Loss;
        var mine = new RankPulse(cancellation.IsCancellationRequested, Right(work.Logits, batch.Labels, _positions.Length), work.Loss, norm, HasOnlyNumbers(work.Logits));
        var pulse = _ranks is null ? mine : RankPulse.Of(_ranks, mine, isShared: part is not null);
        if (!double.IsFinite(norm))
            throw new TrainingDivergedException(Divergence(state, work.Gradients!, work.Loss, norm) + pulse.Origin);

        state.LossSum += work.Loss * samples.Length;
        state.Right += pulse.Right;
        for (int i = 0; i < work.Terms.Length; i++)
            state.TermSums[i] += work.Terms[i] * samples.Length;
        return pulse.Stops;
    }

    /// <summary>Running statistics are the mean of those of the ranks, so that all have one network.</summary>
    private void ShareStatistics(Network network)
    {
        Parameter[] statistics = [.. network.Parameters.Where(p => p.Kind == ParameterKind.Statistic)];
        float[] mine = [.. statistics.SelectMany(p => p.Values)], all = _ranks!.Gather<float>(mine);
        int at = 0;
        foreach (var statistic in statistics)
        {
            for (int i = 0; i < statistic.Values.Length; i++, at++)
                statistic.Values[i] = (float)(Enumerable.Range(0, _ranks.Ranks).Sum(rank => (double)all[rank * mine.Length + at]) / _ranks.Ranks);
        }
    }

    private static bool HasOnlyNumbers(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }

    private BatchSettings Settings(PhaseState state, SampleBatch batch) => new()
    {
        Steps = _positions.Length,
        Targets = batch.Targets,
        Labels = batch.Labels,
        Teachers = _teachers.ToDictionary(t => t.Key, t => t.Value.Answer(batch)),
        Taps = _taps,
        BatchNorm = Use(_phase.BatchNorm),
        Noise = (_recipe.Seed, NoiseKey(state)),
        Recomputes = _phase.Recompute,
    };

    /// <summary>Another number for every step of every phase.</summary>
    private long NoiseKey(PhaseState state) => (((long)_index << 26) + state.Optimizer.Steps) & uint.MaxValue;

    /// <summary>Start values of a loss's helpers differ from phase to phase and term to term.</summary>
    private LayerScope Helpers(int term) => LayerScope.Apart($"objective.{term}", _recipe.Seed, 1 + (_index << 8) + term);

    private Teacher TeacherOf(TeacherRecipe recipe, TrainingData data, IReadOnlyDictionary<string, Network> finished)
    {
        string[] taps = [.. _phase.Objective.Where(term => term.Teacher is null || term.Teacher == recipe.Name).SelectMany(term => term.TeacherTaps).Distinct()];
        if (recipe.Model is null)
        {
            var positions = _recipe.Frames.Positions(recipe.Frames ?? _recipe.Phase(recipe.Name).Frames);
            return new Teacher(_engine, finished[recipe.Name], data.TrainOf(_phase), [.. positions], recipe.Mean, taps, !_batches.IsRandom);
        }

        var model = data.Teachers[ModelTeacher.KeyOf(_phase.Name, recipe.Name)];
        return recipe.Frames is null
            ? new Teacher(_engine, model.Network, model.Frames, [.. model.Positions], recipe.Mean, taps, !_batches.IsRandom)
            : new Teacher(_engine, model.Network, data.Train, [.. _recipe.Frames.Positions(recipe.Frames)], recipe.Mean, taps, !_batches.IsRandom);
    }

    private string Divergence(PhaseState state, Gradients gradients, double loss, double norm)
    {
        var first = state.Trained.FirstOrDefault(p => gradients.Has(p) && !double.IsFinite(ReduceKernels.SumSquares(gradients.Of(p))));
        string where = first is null ? "" : $", first in the gradient of parameter {first.Name}";
        return $"training diverged in phase '{_phase.Name}', epoch {state.Epoch + 1}, step {state.Optimizer.Steps + 1}: loss {loss}, gradient norm {norm}{where}; lower {_phase.Name}.optimizer.rate or set {_phase.Name}.clip";
    }

    private static int Right(ReadOnlySpan<float> logits, IReadOnlyList<int> labels, int steps)
    {
        int step = logits.Length / steps;
        var scores = new StepScores(labels.Count, step / labels.Count);
        for (int t = 0; t < steps; t++)
            scores.Add(logits.Slice(t * step, step));
        return labels.Where((label, n) => scores.Decide(n) == label).Count();
    }

    private static BatchNormUse Use(BatchNormMode mode) => mode switch
    {
        BatchNormMode.Train => BatchNormUse.Batch,
        BatchNormMode.FrozenStatistics => BatchNormUse.Running,
        _ => BatchNormUse.Frozen,
    };
}
