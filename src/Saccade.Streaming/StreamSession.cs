using System.Runtime.CompilerServices;
using Saccade.Events.Model;
using Saccade.Streaming.Sessions;
using Saccade.Tensors.Engines;

namespace Saccade.Streaming;

/// <summary>
/// A stream of events that is decided while they come. Push events in pieces of any size: how they are cut into pieces changes nothing. A decision ends after its last time step or when the network is sure
/// enough, and the next begins with a fresh state. Once warm, neither an event nor a time step allocates memory.
/// </summary>
/// <remarks>
/// For one thread at a time. Where time ends steps, events must come in its order: one that is earlier than the open step is left out and counted, one that is much earlier
/// (<see cref="StreamOptions.MostLateMicros"/>) begins the stream anew, and so does a gap of many empty steps (<see cref="StreamOptions.MostEmptySteps"/>).
/// </remarks>
public sealed class StreamSession : IDisposable
{
    private readonly StreamModel _model;
    private readonly StreamOptions _options;
    private readonly OpenStep _open;
    private readonly double[] _probabilities;
    private readonly int _steps, _atOnce;
    private readonly Workers? _workers;
    private readonly StreamRunner? _runner;
    private readonly (long Time, long Events)[] _waiting;
    private readonly Action<int> _added;
    private StreamDecision? _decision;
    private StreamCounts _counts;
    private TimeSpan _compute;
    private long _begin, _last, _ended, _held, _counted, _inStep;
    private int _class, _agreeing, _step, _count;
    private (long Start, int Count) _computing;
    private Action<StreamSession>? _decided;
    private bool _isBegun, _isFinal, _isDisposed;

    internal StreamSession(StreamModel model, StreamOptions options, OpenStep open)
    {
        (_model, _options, _open) = (model, options, open);
        (State, _probabilities, _added) = (model.Plan.NewState(), new double[model.Plan.Classes], Added);
        _steps = Math.Min(model.Plan.MostSteps, options.Steps switch { null => model.Card.Preprocessing.Positions.Count, 0 => int.MaxValue, { } steps => steps });
        _atOnce = options.Exit is null ? Math.Min(options.StepsAtOnce, _steps) : 1;
        _waiting = new (long, long)[_atOnce];
        if (options.Threads > 1)
            _workers = new Workers(options.Threads);
        if (_atOnce > 1 || _workers is not null)
            _runner = model.Plan.NewRunner(_atOnce, _workers);
    }

    /// <summary>What the network remembers of the stream. Between steps it may be copied, and set to a copy.</summary>
    public StreamState State { get; }

    /// <summary>The decision after the last time step; null before the first. Made when it is asked for.</summary>
    public StreamDecision? Decision => _counts.Steps == 0 ? null : _decision ??= new StreamDecision(
        _counts.Decisions + (_isFinal ? 0 : 1), _step, _class, _model.Card.Labels[_class], [.. _probabilities], _ended, _inStep, _compute, _isFinal);

    /// <summary>Whether the last time step made a decision final.</summary>
    public bool IsFinal => _isFinal;

    /// <summary>The probability of each class after the last time step; zeros before the first. Takes no memory.</summary>
    public ReadOnlySpan<double> Probabilities => _probabilities;

    /// <summary>What became of the events so far.</summary>
    public StreamCounts Counts => _counts;

    /// <summary>Takes events, and runs the network for each time step that they end.</summary>
    /// <param name="events">The next events of the stream; left as they are.</param>
    /// <param name="decided">Called after each time step, when <see cref="Decision"/> is that of the step; or null.</param>
    /// <returns>Time steps that ended.</returns>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public int Push(EventBuffer events, Action<StreamSession>? decided = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        return Push(events.All, decided);
    }

    /// <inheritdoc cref="Push(EventBuffer, Action{StreamSession})"/>
    public int Push(EventSlice events, Action<StreamSession>? decided = null)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int steps = 0;
        for (int at = 0; at < events.Count;)
        {
            steps += Advance(events.Times[at], decided);
            if (_options.Window.IsTimed && events.Times[at] < _begin)
            {
                _counts = _counts with { Events = _counts.Events + 1, Late = _counts.Late + 1 };
                at++;
                continue;
            }

            int taken = Take(events, at);
            at += taken;
            if (IsFull(events.Times[at - 1]))
                steps += End(events.Times[at - 1], events.Times[at - 1], decided);
        }

        Compute(decided);
        return steps;
    }

    /// <summary>Tells the stream the time, so that steps end that have lasted long enough although no event comes.</summary>
    /// <param name="timeMicros">Time in microseconds, by the clock of the events: none earlier will come.</param>
    /// <param name="decided">As for <see cref="Push(EventBuffer, Action{StreamSession})"/>.</param>
    /// <returns>Time steps that ended.</returns>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public int AdvanceTo(long timeMicros, Action<StreamSession>? decided = null)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int steps = _isBegun && timeMicros >= _begin ? Advance(timeMicros, decided) : 0;
        Compute(decided);
        return steps;
    }

    /// <summary>Ends the open time step, if it has events: no more will come.</summary>
    /// <param name="decided">As for <see cref="Push(EventBuffer, Action{StreamSession})"/>.</param>
    /// <returns>Time steps that ended, 0 or 1.</returns>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public int Finish(Action<StreamSession>? decided = null)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int steps = _held == 0 ? 0 : End(_last, _last, decided);
        Compute(decided);
        _isBegun = false;
        return steps;
    }

    /// <summary>Forgets all events and steps, as if the stream began now; what was counted stays.</summary>
    public void Reset()
    {
        State.Reset();
        _open.Clear();
        (_isBegun, _isFinal, _held, _counted, _agreeing) = (false, false, 0, 0, 0);
    }

    /// <summary>Decides a source of events to its end.</summary>
    /// <param name="source">Buffers of events; each is used before the next is asked for.</param>
    /// <param name="cancellation">Stops between buffers.</param>
    /// <returns>The decision after each time step.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async IAsyncEnumerable<StreamDecision> DecideAsync(IAsyncEnumerable<EventBuffer> source, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var decisions = new Queue<StreamDecision>();
        await foreach (var events in source.WithCancellation(cancellation).ConfigureAwait(false))
        {
            Push(events, session => decisions.Enqueue(session.Decision!));
            while (decisions.TryDequeue(out var decision))
                yield return decision;
        }

        if (Finish() > 0)
            yield return Decision!;
    }

    /// <summary>Ends the stream; later calls are refused. May be called twice.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _workers?.Dispose();
    }

    /// <summary>Ends the steps that are over at a time, and begins the stream where it has not, or anew.</summary>
    private int Advance(long time, Action<StreamSession>? decided)
    {
        var window = _options.Window;
        if (!_isBegun)
            (_begin, _isBegun) = (time, true);
        if (!window.IsTimed)
            return 0;
        // Differences of times that a damaged source can send do not fit into 64 bits.
        var ahead = (Int128)time - _begin;
        if (-ahead > _options.MostLateMicros || ahead / window.MostMicros > (Int128)_options.MostEmptySteps + 1)
        {
            Compute(decided);
            Reset();
            (_begin, _isBegun, _counts) = (time, true, _counts with { Restarts = _counts.Restarts + 1 });
            return 0;
        }

        int steps = 0;
        for (; (Int128)time - _begin >= window.MostMicros; steps++)
            End(_begin + window.MostMicros, _begin + window.MostMicros, decided);
        return steps;
    }

    /// <summary>Takes the events from one on that belong to the open step.</summary>
    /// <returns>How many, at least 1.</returns>
    private int Take(EventSlice events, int at)
    {
        int count = 0;
        while (at + count < events.Count && (count == 0 || !IsFull(events.Times[at + count - 1])) && Fits(events.Times[at + count]))
        {
            count++;
            _held++;
        }

        var part = new EventSlice(events.Times.Slice(at, count), events.X.Slice(at, count), events.Y.Slice(at, count), events.Polarities.Slice(at, count));
        var integrated = _open.Add(part);
        _counted += integrated.Counted;
        _counts = _counts with { Events = _counts.Events + count, Outside = _counts.Outside + integrated.Outside, Unseen = _counts.Unseen + integrated.Unseen };
        _last = events.Times[at + count - 1];
        return count;
    }

    /// <summary>Whether the open step ends with its last event.</summary>
    private bool IsFull(long last) => _held >= _options.Window.MostEvents && (_options.Window.LeastMicros == 0 || last - _begin >= _options.Window.LeastMicros);

    /// <summary>Whether an event belongs to the open step and not to another one.</summary>
    private bool Fits(long time) => !_options.Window.IsTimed || (time >= _begin && time - _begin < _options.Window.MostMicros);

    /// <summary>Ends the open step, and runs the network where no other step is to be computed with it.</summary>
    private int End(long time, long nextBegin, Action<StreamSession>? decided)
    {
        if (_isFinal)
        {
            State.Reset();
            (_isFinal, _agreeing) = (false, 0);
        }

        long start = _options.Time.GetTimestamp();
        var runner = _runner ?? _model.Runners.Rent();
        _waiting[_count] = (time, _counted);
        _open.Close(runner, _count++, State);
        (_begin, _counted, _held) = (nextBegin, 0, 0);
        if (_count == _atOnce || State.Steps + _count >= _steps)
            Compute(runner, start, decided);
        if (_runner is null)
            _model.Runners.Return(runner);
        return 1;
    }

    /// <summary>Runs the network for the steps that wait, if any do.</summary>
    private void Compute(Action<StreamSession>? decided)
    {
        if (_count > 0)
            Compute(_runner!, _options.Time.GetTimestamp(), decided);
    }

    private void Compute(StreamRunner runner, long start, Action<StreamSession>? decided)
    {
        (_computing, _decided) = ((start, _count), decided);
        _count = 0;
        runner.Steps(_open.Next, _computing.Count, State, _added);
        _decided = null;
    }

    /// <summary>The logits of a step are there.</summary>
    private void Added(int step)
    {
        if (step == 0)
            _compute = _options.Time.GetElapsedTime(_computing.Start) / _computing.Count;
        State.Probabilities(_probabilities);
        int decision = State.Class;
        _agreeing = _agreeing > 0 && decision == _class ? _agreeing + 1 : 1;
        (_class, _decision, _step, (_ended, _inStep)) = (decision, null, State.Steps, _waiting[step]);
        _isFinal = _step >= _steps || _options.Exit?.IsMet(_probabilities, _agreeing) == true;
        _counts = _counts with { Steps = _counts.Steps + 1, Decisions = _counts.Decisions + (_isFinal ? 1 : 0) };
        _decided?.Invoke(this);
    }
}
