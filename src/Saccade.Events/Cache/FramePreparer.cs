using System.Diagnostics;
using Saccade.Events.Datasets;
using Saccade.Events.Frames;
using Saccade.Events.Model;
using Saccade.Events.Sources;
using Saccade.Files;

namespace Saccade.Events.Cache;

/// <summary>Carries out one preparation: looks into the cache, else reads and integrates all recordings in parallel.</summary>
internal sealed class FramePreparer
{
    private readonly RecordingSet _set;
    private readonly FramePreparation _preparation;
    private readonly PrepareOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly FrameIntegrator _integrator;
    private readonly Lock _progressLock = new();
    private int _done;

    public FramePreparer(RecordingSet set, FramePreparation preparation, PrepareOptions options, CancellationToken cancellation)
    {
        var problems = preparation.Validate();
        if (problems.Count > 0)
            throw new ArgumentException("the preparation of frames is not sound: " + string.Join("; ", problems), nameof(preparation));
        if (options.Threads < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.Threads, "at least 1 thread is needed");
        var sensor = preparation.Sensor ?? set.Sensor ?? throw new ArgumentException(
            $"set '{set.Name}' does not name its sensor; give it with the preparation (RecordingSet.Sensors finds it)", nameof(preparation));
        var size = preparation.Resize?.Size ?? sensor;
        if (preparation.StoredSteps * size.Pixels * preparation.Channels > Array.MaxLength)
            throw new ArgumentException($"{preparation.StepCount} frames of {size} do not fit into one buffer", nameof(preparation));

        _set = set;
        _preparation = preparation;
        _options = options;
        _cancellation = cancellation;
        _integrator = new FrameIntegrator(sensor, preparation.Resize);
    }

    private int SampleLength => checked(_preparation.StoredSteps * (int)_integrator.Size.Pixels * _preparation.Channels);

    public PreparedFrames Run()
    {
        if (_options.OnDemand && _preparation.IsStill)
            return OnDemand();
        if (_options.Cache is null)
            return Finished(Build(), CacheReport.None);

        var key = CacheKey.Of(_set, _preparation, _integrator.Sensor);
        var shape = new CachedShape(_set.Count, SampleLength);
        var found = _options.Cache.TryLoad(key, shape, _cancellation);
        if (found.Content is not null && AllFound(true))
        {
            Report(_set.Count);
            _options.Group?.DemandEqual($"the cached frames of set '{_set.Name}'", SetCheck.HashOf(found.Content.Samples), "empty the cache folders");
            return Finished(found.Content, found.Report);
        }

        if (found.Content is null)
            AllFound(false);
        var built = Build();
        return Finished(built, found.Content is not null ? found.Report : _options.Cache.Store(key, shape, built, found.Report));
    }

    /// <summary>Nothing is read now.</summary>
    private PreparedFrames OnDemand()
    {
        if (_set.Items.FirstOrDefault(item => !item.StaysReadable) is { } closed)
            throw new DatasetException(_set.Name, $"got images that are read again whenever they are drawn, and {closed.Id} is in an archive, which is closed by then; expected class folders: unpack the archive, or let the images be held in memory");
        DemandSameSet();
        Report(_set.Count);
        return new(_set, _preparation, _integrator.Size, null, new PreparationReport { Recordings = _set.Count }, CacheReport.None);
    }

    /// <summary>Whether every process has the frames in its cache; else all prepare them, since each reads a share of the recordings only.</summary>
    private bool AllFound(bool mine) => _options.Group is not { } group ? mine : group.Gather([mine ? (byte)1 : (byte)0]).All(found => found[0] == 1);

    private PreparedFrames Finished(CachedContent content, CacheReport cache) =>
        new(_set, _preparation, _integrator.Size, content.Samples, content.Report, cache);

    /// <summary>Refuses recordings that differ from those of another process.</summary>
    private void DemandSameSet()
    {
        if (_options.Group is { } group)
            group.DemandEqual($"the recordings of set '{_set.Name}'", SetCheck.HashOf(_set, group.Busy, InParallel), "give all ranks one shared folder, or copies of the same data set");
    }

    private ParallelOptions InParallel => new() { MaxDegreeOfParallelism = _options.Threads ?? Environment.ProcessorCount, CancellationToken = _cancellation };

    private CachedContent Build()
    {
        DemandSameSet();
        int count = _set.Count;
        var samples = new SampleFrames[count];
        var reports = new PreparationReport?[count];
        var errors = new Exception?[count];
        var (first, step) = (_options.Group?.Rank ?? 0, _options.Group?.Ranks ?? 1);
        int mine = Math.Max(0, (count - first + step - 1) / step);
        Parallel.For(0, mine, InParallel, () => new Worker(this), (n, state, worker) =>
        {
            int i = first + n * step;
            try
            {
                (samples[i], reports[i]) = worker.Prepare(_set.Items[i]);
                Report(1);
            }
            catch (Exception e)
            {
                errors[i] = e;
                state.Break(); // recordings before this one are still done, so the first error is always the same
            }

            return worker;
        }, _ => { });

        if (Array.Find(errors, e => e is not null) is { } error)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        var report = PreparationReport.Empty;
        foreach (var r in reports)
            report = report.Plus(r ?? PreparationReport.Empty); // of what others prepare there is none
        return new CachedContent(samples, _options.Group is null ? report : Complete(samples, report));
    }

    /// <summary>Takes what the other processes have prepared.</summary>
    private PreparationReport Complete(SampleFrames[] samples, PreparationReport mine)
    {
        var group = _options.Group!;
        byte[][] parts = group.Gather(PreparedPart.Write(samples, mine, group.Rank, group.Ranks));
        var all = PreparationReport.Empty;
        for (int rank = 0; rank < parts.Length; rank++)
            all = all.Plus(rank == group.Rank ? mine : PreparedPart.Read(parts[rank], samples, SampleLength, rank, group.Ranks));
        return all;
    }

    private void Report(int more)
    {
        if (_options.Progress is null)
            return;
        lock (_progressLock)
        {
            _done += more;
            _options.Progress(new PreparationProgress(Math.Min(_set.Count, _done * (_options.Group?.Ranks ?? 1)), _set.Count));
        }
    }

    /// <summary>One thread's buffers.</summary>
    private sealed class Worker(FramePreparer owner)
    {
        private readonly EventBuffer _events = new();
        private readonly float[] _values = new float[owner.SampleLength];
        private readonly float[] _counts = new float[owner._integrator.Size.Pixels * FrameBuffer.Channels];

        public (SampleFrames Frames, PreparationReport Report) Prepare(RecordingItem item)
        {
            if (owner._preparation.IsStill)
                return (Still(item), new PreparationReport { Recordings = 1 });
            _events.Clear();
            var decoded = item.Read(_events).Report;
            bool sorted = owner._preparation.Slicing.NeedsOrder && !_events.IsOrdered;
            if (sorted)
                _events.SortByTime();

            var ranges = owner._preparation.Slicing.Ranges(_events);
            int steps = owner._preparation.StepCount, kept = Math.Min(steps, ranges.Length);
            var integrated = Integrate(ranges.AsSpan(0, kept));
            Debug.Assert(ranges.Length == kept || ranges[^1].End == _events.Count);
            var (starts, ends) = Times(ranges.AsSpan(0, kept), steps);
            return (SampleFrames.Pack(_values), new PreparationReport
            {
                FrameStartMicros = starts,
                FrameEndMicros = ends,
                Decoded = decoded,
                Integrated = integrated,
                Recordings = 1,
                EmptyRecordings = _events.Count == 0 ? 1 : 0,
                SortedRecordings = sorted ? 1 : 0,
                PaddedFrames = steps - kept,
                CutFrames = ranges.Length - kept,
                CutEvents = ranges.Length > kept ? _events.Count - ranges[kept - 1].End : 0,
            });
        }

        /// <summary>When each frame begins and ends, in microseconds after the first event.</summary>
        private (ValueList<long> Starts, ValueList<long> Ends) Times(ReadOnlySpan<EventRange> ranges, int steps)
        {
            long[] starts = new long[steps], ends = new long[steps];
            long latest = 0;
            for (int i = 0; i < steps; i++)
            {
                bool isEmpty = i >= ranges.Length || ranges[i].IsEmpty;
                starts[i] = isEmpty ? latest : _events.Times[ranges[i].Start] - _events.Times[0];
                ends[i] = latest = isEmpty ? latest : _events.Times[ranges[i].End - 1] - _events.Times[0];
            }

            return ([.. starts], [.. ends]);
        }

        private SampleFrames Still(RecordingItem item) => SampleFrames.OfImage(item, owner._preparation);

        private IntegrationCount Integrate(ReadOnlySpan<EventRange> ranges)
        {
            Array.Clear(_values);
            IntegrationCount count = default;
            var integrator = owner._preparation.Fit == FrameFit.Recording ? FrameIntegrator.Fitted(_events, owner._preparation.Resize!) : owner._integrator;
            int frameLength = _values.Length / owner._preparation.StepCount;
            for (int i = 0; i < ranges.Length; i++)
            {
                Array.Clear(_counts);
                count = count.Plus(integrator.Add(_events.Slice(ranges[i]), _counts));
                owner._preparation.Polarity.Combine(_counts, _values.AsSpan(i * frameLength, frameLength));
            }

            return count;
        }
    }
}
