using Saccade.Events.Augment;
using Saccade.Kernels.Reduce;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Training.Data;
using Saccade.Training.Optimization;
using Saccade.Training.Recipes;

namespace Saccade.Training.Loops;

/// <summary>Trains one network through the epochs of one phase.</summary>
internal sealed class PhaseRunner
{
    private readonly Engine _engine;
    private readonly Recipe _recipe;
    private readonly PhaseRecipe _phase;
    private readonly int _index;
    private readonly TrainingData _data;
    private readonly Network? _teacher;
    private readonly FixedWeights _teacherWeights = new();
    private readonly Batches _batches;
    private readonly int[] _positions;
    private readonly int[] _teacherPositions;
    private readonly float[]? _teacherLogits;

    /// <summary>Prepares a phase.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="index">Which of its phases.</param>
    /// <param name="data">The data.</param>
    /// <param name="teacher">The teacher, run with its running statistics and never changed; or null.</param>
    public PhaseRunner(Engine engine, Recipe recipe, int index, TrainingData data, Network? teacher)
    {
        (_engine, _recipe, _index, _data, _teacher) = (engine, recipe, index, data, teacher);
        _phase = recipe.Phases[index];
        var augmentation = Augmentations.From(recipe.Augment);
        _batches = new Batches(engine, data.Train, recipe.Seed, augmentation);
        _positions = [.. recipe.Frames.Positions(_phase.Frames)];
        _teacherPositions = [.. recipe.Frames.Positions(_phase.TeacherFrames)];

        // Without augmentation a teacher says the same in every epoch.
        if (teacher is not null && augmentation is Augmentation.None)
            _teacherLogits = AllTeacherLogits(teacher);
    }

    /// <summary>Which frames the trained network sees.</summary>
    public int[] Positions => _positions;

    /// <summary>Learning rate of an epoch.</summary>
    public double Rate(int epoch) => Schedule.Rate(_phase.Schedule, _phase.Optimizer.Rate, epoch, _phase.Epochs);

    /// <summary>Trains until the epoch ends or it is asked to stop; then <see cref="PhaseState.Seen"/> says how far it came.</summary>
    public void RunEpoch(PhaseState state, Action<PhaseState> batchDone, TimeProvider time, CancellationToken cancellation)
    {
        int[] order = _batches.Order(_index, state.Epoch);
        double rate = Rate(state.Epoch);
        while (state.Seen < order.Length && !cancellation.IsCancellationRequested)
        {
            long start = time.GetTimestamp();
            int[] samples = order[state.Seen..Math.Min(order.Length, state.Seen + _phase.Batch)];
            Step(state, samples, rate);
            state.Seen += samples.Length;
            state.Seconds += time.GetElapsedTime(start).TotalSeconds;
            batchDone(state);
        }
    }

    private void Step(PhaseState state, int[] samples, double rate)
    {
        int[] labels = _batches.Labels(samples, _index, state.Epoch);
        float[] teacher = TeacherLogits(samples, state.Epoch);
        using var tape = new Tape(_engine, recording: true) { Recomputes = _phase.Recompute };
        var frames = _batches.Frames(tape, samples, _positions, _index, state.Epoch);
        var logits = state.Network.Forward(frames, new ForwardPass(tape)
        {
            BatchNorm = Use(_phase.BatchNorm),
            TrainsParameters = true,
            Noise = (_recipe.Seed, NoiseKey(state)),
        });
        var (loss, terms) = PhaseObjective.Build(_phase.Objective, logits, labels, teacher);
        double value = loss.Values[0];
        double[] parts = [.. terms.Select(term => (double)term.Values[0])];
        int right = Right(logits, labels);
        using var gradients = tape.Backward(loss);
        double norm = double.IsFinite(value) ? state.Optimizer.Step(gradients, rate) : value;
        if (!double.IsFinite(norm))
            throw new TrainingDivergedException(Divergence(state, gradients, value, norm));

        state.LossSum += value * samples.Length;
        state.Right += right;
        for (int i = 0; i < parts.Length; i++)
            state.TermSums[i] += parts[i] * samples.Length;
    }

    /// <summary>Another number for every step of every phase.</summary>
    private long NoiseKey(PhaseState state) => (((long)_index << 26) + state.Optimizer.Steps) & uint.MaxValue;

    private string Divergence(PhaseState state, Gradients gradients, double loss, double norm)
    {
        var first = state.Network.Parameters.FirstOrDefault(p => gradients.Has(p) && !double.IsFinite(ReduceKernels.SumSquares(gradients.Of(p))));
        string where = first is null ? "" : $", first in the gradient of parameter {first.Name}";
        return $"training diverged in phase '{_phase.Name}', epoch {state.Epoch + 1}, step {state.Optimizer.Steps + 1}: loss {loss}, gradient norm {norm}{where}; lower {_phase.Name}.optimizer.rate or set {_phase.Name}.clip";
    }

    private float[] TeacherLogits(int[] samples, int epoch)
    {
        if (_teacher is null)
            return [];
        if (_teacherLogits is null)
            return Evaluator.MeanLogits(_engine, _teacher, _teacherWeights, tape => _batches.Frames(tape, samples, _teacherPositions, _index, epoch));

        int classes = _teacher.Classes;
        float[] logits = new float[samples.Length * classes];
        for (int i = 0; i < samples.Length; i++)
            _teacherLogits.AsSpan(samples[i] * classes, classes).CopyTo(logits.AsSpan(i * classes));
        return logits;
    }

    private float[] AllTeacherLogits(Network teacher)
    {
        float[] all = new float[_data.Train.Count * teacher.Classes];
        for (int start = 0; start < _data.Train.Count; start += _phase.Batch)
        {
            int[] samples = [.. Enumerable.Range(start, Math.Min(_phase.Batch, _data.Train.Count - start))];
            float[] logits = Evaluator.MeanLogits(_engine, teacher, _teacherWeights, tape => Batches.PlainFrames(_engine, tape, _data.Train, samples, _teacherPositions));
            logits.CopyTo(all, start * teacher.Classes);
        }

        return all;
    }

    private static int Right(Tensor logits, int[] labels)
    {
        var sum = logits.Values;
        int classes = logits.Shape[^1], step = labels.Length * classes, right = 0;
        double[] scores = new double[classes];
        for (int n = 0; n < labels.Length; n++)
        {
            Array.Clear(scores);
            for (int t = 0; t < logits.Shape[0]; t++)
            {
                for (int k = 0; k < classes; k++)
                    scores[k] += sum[t * step + n * classes + k];
            }

            right += Array.IndexOf(scores, scores.Max()) == labels[n] ? 1 : 0;
        }

        return right;
    }

    private static BatchNormUse Use(BatchNormMode mode) => mode switch
    {
        BatchNormMode.Train => BatchNormUse.Batch,
        BatchNormMode.FrozenStatistics => BatchNormUse.Running,
        _ => BatchNormUse.Frozen,
    };
}
