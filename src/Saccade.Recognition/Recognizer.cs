using System.Collections.Concurrent;
using Saccade.Events.Model;
using Saccade.Networks;
using Saccade.Networks.Files;
using Saccade.Tensors.Engines;

namespace Saccade.Recognition;

/// <summary>
/// Decides what recordings or still images show, with the network of a model file.
/// <code>
/// using var recognizer = Recognizer.Load("cars.safetensors");
/// Decision decision = recognizer.Recognize("drive.dat");
/// </code>
/// </summary>
/// <remarks>
/// Safe for any number of threads at once; none waits for another. The weights are there once. Each call that runs borrows a workspace (memory for tensors and frames),
/// and <see cref="RecognizerOptions.IdleWorkspaces"/> of them are kept for later calls. A decision depends on nothing but the model and the input: not on threads,
/// earlier calls or other calls, to the bit. Disposing it while calls run is safe: they end as if nothing had happened, later ones are refused.
/// </remarks>
public sealed class Recognizer : IRecognizer, IDisposable
{
    /// <summary>As many as a model file can ask for.</summary>
    private const int MostSteps = ModelRules.MostFrames;

    private readonly RecognizerOptions _options;
    private readonly Framer _framer;
    private readonly InputReader _reader;
    private readonly IdlePool<Workspace> _workspaces;
    private readonly FixedWeights _weights = new();
    private readonly Network _network;
    private readonly ConcurrentDictionary<object, object> _companions = new();
    private volatile bool _disposed;

    /// <summary>Prepares a network that is in memory already.</summary>
    /// <param name="network">The network; its weights must not change any more.</param>
    /// <param name="card">Its card.</param>
    /// <param name="options">How to work; null for the usual.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Recognizer(Network network, ModelCard card, RecognizerOptions? options = null)
        : this(network, card, options, null)
    {
    }

    /// <summary>As the other, with another way to run the network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="card">Its card.</param>
    /// <param name="options">How to work; null for the usual.</param>
    /// <param name="newPass">Memory to run the network in, for so many threads (0 for one per core); null for the network as it was trained.</param>
    internal Recognizer(Network network, ModelCard card, RecognizerOptions? options, Func<int, INetworkPass>? newPass)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(card);
        _options = (options ?? new RecognizerOptions()).Checked();
        (_network, Card) = (network, card);
        _framer = new Framer(card, network.Description.Input);
        _reader = new InputReader(_framer.SeesImages, _options);
        _workspaces = new IdlePool<Workspace>(_options.IdleWorkspaces ?? Environment.ProcessorCount, () => new Workspace(newPass?.Invoke(_options.Threads) ?? new TapePass(network, _weights, _options.Threads), card.Labels));
        if (_options.WarmUp)
            WarmUp();
    }

    /// <inheritdoc/>
    public ModelCard Card { get; }

    /// <summary>Whether the model was trained on still images, not on recordings.</summary>
    public bool SeesImages => _framer.SeesImages;

    /// <summary>The sensor that the model expects.</summary>
    public SensorSize Sensor => _framer.Sensor;

    /// <summary>Extents of a frame as the network sees it: what <see cref="RecognizerInput.FromFrames"/> takes for each time step.</summary>
    public FrameSize Input => _framer.Input;

    /// <summary>Loads a model file.</summary>
    /// <param name="path">A file that <c>saccade train</c> or <see cref="ModelFile.Save"/> wrote.</param>
    /// <param name="options">How to work; null for the usual.</param>
    /// <exception cref="ModelFileException">The file is damaged, or no model of a version that this one reads.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Recognizer Load(string path, RecognizerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var checkedOptions = (options ?? new RecognizerOptions()).Checked();
        if (Directory.Exists(path))
            throw new ModelFileException(path, 0, "a folder", "a model file; that of a run is model.safetensors in its folder");
        var (network, card) = ModelFile.Load(path, checkedOptions.Kinds);
        return new Recognizer(network, card, checkedOptions);
    }

    /// <summary>Loads the content of a model file, for example of one that is embedded in a program.</summary>
    /// <param name="stream">The whole file from position 0; must be able to seek. It is closed.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">How to work; null for the usual.</param>
    /// <inheritdoc cref="Load(string, RecognizerOptions?)" path="/exception"/>
    public static Recognizer Load(Stream stream, string name = "model", RecognizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var checkedOptions = (options ?? new RecognizerOptions()).Checked();
        var (network, card) = ModelFile.Load(stream, name, checkedOptions.Kinds);
        return new Recognizer(network, card, checkedOptions);
    }

    /// <inheritdoc/>
    public Decision Recognize(RecognizerInput input, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellation.ThrowIfCancellationRequested();
        try
        {
            long start = _options.Time.GetTimestamp();
            return Decide(input, _reader.Read(input, cancellation), start, cancellation);
        }
        catch (Exception e) when (e is EventFormatException or EventLimitException)
        {
            throw Refusal(input, e);
        }
    }

    /// <inheritdoc/>
    public Task<Decision> RecognizeAsync(RecognizerInput input, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Task.Run(() => ReadAndDecide(input, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Decision> RecognizeAll(IReadOnlyList<RecognizerInput> inputs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var decisions = new Decision[inputs.Count];
        var failures = new Exception?[inputs.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Parallelism == 0 ? Environment.ProcessorCount : _options.Parallelism, CancellationToken = cancellation };
        var loop = Parallel.For(0, inputs.Count, parallel, (i, state) =>
        {
            try
            {
                decisions[i] = Recognize(inputs[i], cancellation);
            }
            catch (Exception e) when (e is RecordingException or IOException or UnauthorizedAccessException)
            {
                failures[i] = e;
                state.Break(); // all before it are still looked at, so that the first failure is the same each time
            }
        });
        return loop.LowestBreakIteration is { } first
            ? throw RecordingException.InBatch(inputs[(int)first].Name, (int)first, inputs.Count, failures[first]!)
            : decisions;
    }

    /// <summary>What a layer above makes of the network once, and all its callers share.</summary>
    /// <param name="key">Which of them.</param>
    /// <param name="make">Makes it.</param>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    internal T Companion<T>(object key, Func<Network, ModelCard, T> make)
        where T : notnull
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return (T)_companions.GetOrAdd(key, _ => make(_network, Card));
    }

    /// <summary>Gives up the workspaces. Calls that run end as if nothing had happened; later ones are refused. May be called twice.</summary>
    public void Dispose()
    {
        _disposed = true;
        _workspaces.Dispose();
        _reader.Dispose();
    }

    private void WarmUp()
    {
        int steps = Math.Max(2, _framer.Positions.Count), length = _framer.Input.Count;
        float[] frames = new float[steps * length];
        for (int t = 1; t < steps; t += 2) // full and empty ones, for dense and sparse kernels
            frames.AsSpan(t * length, length).Fill(1);
        Recognize(RecognizerInput.FromFrames(frames));
    }

    private async Task<Decision> ReadAndDecide(RecognizerInput input, CancellationToken cancellation)
    {
        try
        {
            long start = _options.Time.GetTimestamp();
            return Decide(input, await _reader.ReadAsync(input, cancellation).ConfigureAwait(false), start, cancellation);
        }
        catch (Exception e) when (e is EventFormatException or EventLimitException)
        {
            throw Refusal(input, e);
        }
    }

    /// <summary>A defect of the bytes as one of the recording.</summary>
    private RecordingException Refusal(RecognizerInput input, Exception e) => e is EventLimitException
        ? RecordingException.Of(input.Name, $"more than {_options.MostEvents} events", $"at most so many ({nameof(RecognizerOptions)}.{nameof(RecognizerOptions.MostEvents)})")
        : new RecordingException(input.Name, SeesImages ? $"{e.Message}; the model was trained on still images" : e.Message, e);

    private Decision Decide(RecognizerInput input, Material material, long start, CancellationToken cancellation)
    {
        var workspace = _workspaces.Rent();
        bool isSound = false;
        try
        {
            var decision = Decide(input.Name, material, workspace, start, cancellation);
            isSound = true;
            return decision;
        }
        catch (Exception e) when (e is RecordingException or OperationCanceledException)
        {
            isSound = true; // thrown between operations, which leave nothing half done
            throw;
        }
        finally
        {
            _reader.Return(material);
            if (isSound)
                _workspaces.Return(workspace);
            else
                workspace.Dispose();
        }
    }

    private Decision Decide(string name, Material material, Workspace workspace, long start, CancellationToken cancellation)
    {
        long read = _options.Time.GetTimestamp();
        var (steps, distinct, fill, outside) = FramesOf(name, material, workspace);
        long framed = _options.Time.GetTimestamp();
        var decisions = workspace.Decide(steps, distinct, fill, cancellation);
        if (decisions.FirstOrDefault(step => !step.Probabilities.All(double.IsFinite)) is { } lost)
            throw RecordingException.Of(name, $"logits that are no finite numbers after step {lost.Step}", "values that the sums of the network can hold");
        var times = new DecisionTimes(_options.Time.GetElapsedTime(start, read), _options.Time.GetElapsedTime(read, framed), _options.Time.GetElapsedTime(framed));
        return new Decision(name, decisions, material.Events?.Count ?? 0, outside, times);
    }

    /// <summary>Number of steps, of those whose frames differ (one of an image), what writes the frame of each of these, and how many events were left out.</summary>
    private (int Steps, int Distinct, Action<int, Span<float>> Fill, long Outside) FramesOf(string name, Material material, Workspace workspace)
    {
        var (positions, size) = (_framer.Positions, _framer.Input);
        if (material.Events is { } events)
        {
            if (SeesImages)
                throw RecordingException.Of(name, "a recording of events", "a still image, as the model was trained on");
            var frames = workspace.Zeros(_framer.Length);
            var count = _framer.Fill(events, material.IsOwn, name, frames.Span);
            return (positions.Count, positions.Count, (t, target) => frames.Span.Slice(positions[t] * size.Count, size.Count).CopyTo(target), count.Outside);
        }

        if (material.Image is { } image)
        {
            if (!SeesImages)
                throw RecordingException.Of(name, "a still image", "a recording of events, as the model was trained on");
            float[] frame = _framer.Frame(image);
            return (positions.Count, 1, (_, target) => frame.CopyTo(target), 0);
        }

        var given = material.Frames;
        CheckFrames(name, given.Span);
        int steps = given.Length / size.Count;
        return (steps, steps, (t, target) => given.Span.Slice(t * size.Count, size.Count).CopyTo(target), 0);
    }

    private void CheckFrames(string name, ReadOnlySpan<float> frames)
    {
        int length = _framer.Input.Count;
        if (frames.IsEmpty || frames.Length % length != 0 || frames.Length / length > MostSteps)
            throw RecordingException.Of(name, $"{frames.Length} values", $"frames [T, H, W, C] of {_framer.Input}, {length} values each, for 1 to {MostSteps} steps");
        for (int i = 0; i < frames.Length; i++)
        {
            if (!float.IsFinite(frames[i]))
                throw RecordingException.Of(name, $"{frames[i]} at index {i}", "finite values");
        }
    }
}
