using Saccade.Events.Sources;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Schema;
using Saccade.Streaming;
using Saccade.Tensors.Engines;
using Saccade.Training.Checkpoints;
using Saccade.Training.Data;
using Saccade.Training.Optimization;
using Saccade.Training.Ranks;
using Saccade.Training.Recipes;
using Saccade.Training.RunLog;

namespace Saccade.Training.Loops;

/// <summary>
/// Runs the phases of a recipe one after the other, logs what happens, and saves enough after every epoch to go on from
/// there to the bit.
/// </summary>
public sealed class RecipeRunner
{
    private readonly Engine _engine;
    private readonly Recipe _recipe;
    private readonly TrainingData _data;
    private readonly ITrainingObserver _observer;
    private readonly IRunStore _store;
    private readonly TimeProvider _time;
    private readonly RankGroup? _ranks;
    private readonly Dictionary<string, Network> _finished = [];

    /// <summary>Prepares a run.</summary>
    /// <param name="engine">Kernels, memory, threads.</param>
    /// <param name="recipe">What to do.</param>
    /// <param name="data">The data, prepared as the recipe says.</param>
    /// <param name="observer">Told everything that happens.</param>
    /// <param name="store">Where checkpoints go.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="ranks">The processes that run the recipe together, each with such a runner on an engine that shares sums with theirs; null for one.</param>
    public RecipeRunner(Engine engine, Recipe recipe, TrainingData data, ITrainingObserver observer, IRunStore store, TimeProvider? time = null, RankGroup? ranks = null)
        => (_engine, _recipe, _data, _observer, _store, _time, _ranks) = (engine, recipe, data, observer, store, time ?? TimeProvider.System, ranks);

    /// <summary>Runs, or goes on from the store's last checkpoint.</summary>
    /// <param name="cancellation">Asks it to stop after the current batch; a checkpoint is saved.</param>
    /// <exception cref="InvalidOperationException">The engine hands over something else than the recipe says.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the store has a checkpoint to go on from.</exception>
    /// <exception cref="TrainingDivergedException">A loss or gradient was not finite.</exception>
    /// <exception cref="DatasetException">The checkpoint was made with other recordings.</exception>
    /// <exception cref="IOException">A checkpoint or the log cannot be stored.</exception>
    /// <exception cref="RankFailedException">Another process cannot go on, so none can.</exception>
    /// <exception cref="EngineBusyException">Another thread has the engine.</exception>
    public RunResult Run(CancellationToken cancellation = default)
    {
        if (_ranks is not null && _engine.Sharing != _recipe.Ranks)
            throw new InvalidOperationException($"got an engine of {_engine.Sharing} for a recipe of {_recipe.Ranks}, expected the same: give the engine the recipe's ranks");
        using var claim = _engine.Claim();
        RunResult result;
        try
        {
            result = RunPhases(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested || _ranks is not null)
        {
            _observer.Observe(new RunEnded(RunState.Cancelled));
            throw;
        }
        catch (Exception e)
        {
            ReportFailure(e);
            throw;
        }

        _observer.Observe(new RunEnded(RunState.Completed));
        return result;
    }

    private void ReportFailure(Exception failure)
    {
        try
        {
            _observer.Observe(new RunEnded(RunState.Failed, failure.Message));
        }
        catch (Exception)
        {
            // What ended the run is on its way to the caller; an observer that fails too, say on the same full disk, must not hide it.
        }
    }

    private RunResult RunPhases(CancellationToken cancellation)
    {
        var (first, state) = Start();
        for (int index = first; index < _recipe.Phases.Count; index++)
        {
            var phase = _recipe.Phases[index];
            if (state is null && Taken(index) is { } taken)
            {
                _finished[phase.Name] = taken;
                continue;
            }

            using var runner = new PhaseRunner(_engine, _recipe, index, _data, _finished, _ranks);
            state ??= Begin(index, runner);
            RunEpochs(index, runner, state, cancellation);

            var result = state.Best ?? state.Shown();
            _finished[phase.Name] = result;
            int kept = state.Best is null ? state.Epoch : state.BestEpoch + 1;
            _observer.Observe(new PhaseEnded(phase.Name, kept, state.Best is null ? state.LastAccuracy : state.BestAccuracy) { DecidedBy = DeciderOf(phase) });
            if (!IsLast(index))
                _store.Share(phase.Name, Beginning(index), CheckpointCodec.Result(_recipe, index, result, _data.Identity));
            state = null;
        }

        return Finish(cancellation);
    }

    /// <summary>The result of a phase, if another run with the same beginning has trained it. The last phase is a run's own.</summary>
    private Network? Taken(int index)
    {
        if (IsLast(index) || _store.Take(Beginning(index)) is not { } result)
            return null;
        var network = BuildNetwork(index);
        CheckpointCodec.Fill(result, $"done/{_recipe.Phases[index].Name}/", network);
        return network;
    }

    private bool IsLast(int index) => index == _recipe.Phases.Count - 1;

    private string Beginning(int index) => RecipeWriter.HashOfBeginning(_recipe, index + 1, _data.Identity);

    /// <summary>The phase to run first and its state, if a checkpoint has one.</summary>
    private (int Phase, PhaseState? State) Start()
    {
        var network = BuildNetwork(0);
        _observer.Observe(new RunStarted(
            _recipe.Name,
            RecipeWriter.Hash(_recipe),
            _recipe.Seed,
            network.TrainableCount,
            _data.Train.Count,
            _data.Validation?.Count ?? 0,
            _data.TestCount,
            _data.Train.Classes));
        return _store.Last is { } checkpoint ? Resume(checkpoint) : (0, null);
    }

    private (int Phase, PhaseState? State) Resume(Checkpoint checkpoint)
    {
        if (checkpoint.Info.Data != _data.Identity)
            throw new DatasetException(_data.Location, "got other recordings, others in its parts, or other teachers than the run began with, expected the same; give that data set or begin a run in another folder");

        int phase = _recipe.Phases.ToList().FindIndex(p => p.Name == checkpoint.Info.Phase);
        CheckpointCodec.Demand(checkpoint, phase >= 0, $"phase '{checkpoint.Info.Phase}'", $"one of the recipe's: {string.Join(", ", _recipe.Phases.Select(p => p.Name))}");
        for (int i = 0; i < phase; i++)
        {
            var network = BuildNetwork(i);
            CheckpointCodec.Fill(checkpoint, $"done/{_recipe.Phases[i].Name}/", network);
            _finished[_recipe.Phases[i].Name] = network;
        }

        using var runner = new PhaseRunner(_engine, _recipe, phase, _data, _finished);
        var state = NewState(phase, BuildNetwork(phase), runner);
        CheckpointCodec.Restore(checkpoint, _recipe.Phases[phase], _data.TrainOf(_recipe.Phases[phase]).Count, state);
        _observer.Observe(new RunResumed(checkpoint.Info.Phase, state.Epoch));

        // Its announcement came after the length of the log was stored in it, so it was cut off.
        if (state is { Seen: 0, Epoch: > 0 })
            Announce(phase, state, state.Best is not null && state.BestEpoch == state.Epoch - 1);
        return (phase, state);
    }

    private PhaseState NewState(int phase, Network network, PhaseRunner runner)
    {
        var recipe = _recipe.Phases[phase];
        return new PhaseState(network, runner.Losses(network), parameters => new Optimizer(recipe.Optimizer, parameters, recipe.Clip), recipe.Average, recipe.Weights);
    }

    private void Save(int phase, PhaseState state, bool isBest = false)
        => _store.Save(CheckpointCodec.Encode(_recipe, phase, state, _finished, _store.LogLength, _data.Identity), isBest);

    private void Announce(int phase, PhaseState state, bool isBest)
        => _observer.Observe(new CheckpointSaved(_recipe.Phases[phase].Name, state.Epoch, "checkpoints/last.safetensors", isBest));

    private PhaseState Begin(int index, PhaseRunner runner)
    {
        var phase = _recipe.Phases[index];
        var network = BuildNetwork(index);
        int steps = runner.Positions.Length;
        var state = NewState(index, network, runner);
        _observer.Observe(new PhaseStarted(phase.Name, KebabCase.Of(phase.Network.ToString()), phase.Epochs, steps)
        {
            PlannedBytes = MemoryPlan.TrainingStep(_engine, network, phase.Gradients.StepsAtOnce(steps), Math.Min(phase.Batch, _data.TrainOf(phase).Count), phase.Optimizer, phase.Recompute, [.. state.Losses.Select(term => term.Loss)]) + (state.Masters?.Bytes ?? 0),
            Frames = phase.Frames.ToString(),
            Positions = runner.Positions,
            FrameCount = _recipe.Frames.Count,
            OwnSamples = phase.Data is null ? null : _data.TrainOf(phase).Count,
        });
        if (IsConversion(phase))
            _observer.Observe(ConversionReport.Measure(_engine, phase.Name, _finished[phase.From!], network, _data, runner.Positions));
        Save(index, state);
        return state;
    }

    private void RunEpochs(int index, PhaseRunner runner, PhaseState state, CancellationToken cancellation)
    {
        var phase = _recipe.Phases[index];
        int samples = _data.TrainOf(phase).Count, batches = (samples + phase.Batch - 1) / phase.Batch;
        while (state.Epoch < phase.Epochs)
        {
            int before = state.Seen;
            _ranks?.TakeCount(); // what was handed over since is no part of training
            runner.RunEpoch(
                state,
                s => _observer.Observe(new BatchDone(phase.Name, s.Epoch + 1, (s.Seen + phase.Batch - 1) / phase.Batch, batches, s.LossSum / s.Seen)),
                _time,
                cancellation);
            if (state.Seen < samples)
            {
                if (state.Seen > 0)
                    Save(index, state);
                throw new OperationCanceledException(_ranks is null ? cancellation : default);
            }

            EndEpoch(index, runner, state, EpochExchange.Of(_ranks, (samples - before + phase.Batch - 1) / phase.Batch));
        }
    }

    private void EndEpoch(int index, PhaseRunner runner, PhaseState state, EpochExchange? exchange)
    {
        var phase = _recipe.Phases[index];
        long start = _time.GetTimestamp();
        var shown = state.Shown();
        Evaluation? On(Events.Cache.PreparedFrames? part) => part is null ? null : PlanEvaluator.Evaluate(_engine, shown, phase.Weights, part, runner.Positions);
        var validation = On(_data.Validation);
        var decider = phase.Keep == KeepRule.BestTest ? On(_data.Test) : validation;
        double seconds = state.Seconds + _time.GetElapsedTime(start).TotalSeconds;
        state.LastAccuracy = decider?.Accuracy;
        bool best = decider is not null && phase.Keep != KeepRule.Last && decider.Accuracy > state.BestAccuracy;
        if (best)
            (state.Best, state.BestAccuracy, state.BestEpoch) = (shown.Clone(), decider!.Accuracy, state.Epoch);

        _observer.Observe(new EpochDone(
            phase.Name,
            state.Epoch + 1,
            state.LossSum / state.Seen,
            (double)state.Right / state.Seen,
            validation?.Accuracy,
            validation?.AccuracyBySteps ?? [],
            runner.Rate(state.Epoch),
            seconds,
            state.Seen / Math.Max(1e-9, state.Seconds),
            Rates(validation),
            [.. phase.Objective.Select((term, i) => new LossTerm(_recipe.Kinds.Losses.NameOf(term), state.TermSums[i] / state.Seen))])
        { Exchange = exchange, ValidationLoss = validation?.Loss, TestAccuracy = phase.Keep == KeepRule.BestTest ? decider?.Accuracy : null, TestLoss = phase.Keep == KeepRule.BestTest ? decider?.Loss : null });
        state.NextEpoch();
        Save(index, state, best);
        Announce(index, state, best);
    }

    /// <summary>The part whose accuracy chose the epoch; null if none did.</summary>
    private string? DeciderOf(PhaseRecipe phase) => phase.Keep switch
    {
        KeepRule.BestTest when _data.Test is not null => "test",
        KeepRule.Best when _data.Validation is not null => "validation",
        _ => null,
    };

    private RunResult Finish(CancellationToken cancellation)
    {
        var last = _recipe.Phases[^1];
        var network = _finished[last.Name];
        int[] positions = [.. _recipe.Frames.Positions(last.Frames)];
        Evaluation? On(Events.Cache.PreparedFrames? part, string split)
        {
            if (part is null)
                return null;
            // Ranks stop together, and here no one asks the others.
            var e = PlanEvaluator.Evaluate(_engine, network, last.Weights, part, positions, labels: null, _ranks is null ? cancellation : default);
            _observer.Observe(new Evaluated(last.Name, split, e.Samples, e.Accuracy, e.AccuracyBySteps, Rates(e), e.Confusion)
            {
                IsChosen = split == "test" && ChoseByTest,
                CalibrationErrorBySteps = e.CalibrationErrorBySteps,
                MillisecondsBySteps = e.MillisecondsBySteps,
                Outputs = e.Outputs,
            });
            return e;
        }

        var result = new RunResult(network, positions, On(_data.Validation, "validation"), On(_data.Test, "test")) { ChoseByTest = ChoseByTest };
        DrawMaps(result);
        return result;
    }

    /// <summary>Shows what the first spiking layer makes of the first recording that nothing was learned from, or else of the first one.</summary>
    private void DrawMaps(RunResult result)
    {
        const int MostChannels = 4;
        var (split, data) = _data.Test is not null ? ("test", _data.Test) : _data.Validation is not null ? ("validation", _data.Validation) : ("train", _data.Train);
        if (data.Preparation.IsStill || data.Count == 0 || !FiringMaps.CanDraw(result.Network))
            return;
        var maps = FiringMaps.Of(_engine, result.Network, data, sample: 0, [.. result.Positions]);
        var shown = from steps in new[] { 1, maps.Steps }.Distinct()
                    from channel in Enumerable.Range(0, Math.Min(MostChannels, maps.Size.Channels))
                    select RateMap.Of(steps, channel, maps.Rates(steps, channel));
        _observer.Observe(new MapsDrawn(_recipe.Phases[^1].Name, split, data.Classes[data.Labels[0]], maps.Layer, maps.Size.Width, maps.Size.Height, [.. shown]));
    }

    private bool ChoseByTest => _recipe.Phases.Any(p => DeciderOf(p) == "test");

    private static LayerRate[] Rates(Evaluation? evaluation) => [.. (evaluation?.FiringRates ?? []).Select(r => new LayerRate(r.Layer, r.Rate))];

    private Network BuildNetwork(int index)
    {
        var phase = _recipe.Phases[index];
        if (phase.From is null)
            return Network.Create(_recipe.Describe(phase, _data.Train.Classes.Count), _recipe.Seed);

        var source = _finished[phase.From];
        return IsConversion(phase) ? SpikingConversion.Convert(source, _recipe.Conversion) : source.Clone();
    }

    private bool IsConversion(PhaseRecipe phase)
        => phase.From is not null && phase.Network == PhaseNetwork.Spiking && _recipe.Phase(phase.From).Network == PhaseNetwork.Quantised;
}
