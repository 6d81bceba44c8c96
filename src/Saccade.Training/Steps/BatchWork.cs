using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.Training.Losses;

namespace Saccade.Training.Steps;

/// <summary>One batch on its way through a network: a <see cref="StepRule"/> runs it over pieces of its time steps, and losses, logits and gradients add up.</summary>
public sealed class BatchWork : IDisposable
{
    private readonly Engine _engine;
    private readonly Network _network;
    private readonly IReadOnlyList<WeightedLoss> _losses;
    private readonly BatchSettings _settings;
    private readonly Func<Tape, int, int, Tensor> _frames;
    private readonly float[] _logits;

    /// <summary>Prepares a batch.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="network">The network.</param>
    /// <param name="losses">The terms of the objective.</param>
    /// <param name="settings">What is known of the batch.</param>
    /// <param name="frames">Makes the frames [count, N, H, W, C] of some steps, or one that stands for all of them, given the first and their number.</param>
    internal BatchWork(Engine engine, Network network, IReadOnlyList<WeightedLoss> losses, BatchSettings settings, Func<Tape, int, int, Tensor> frames)
    {
        (_engine, _network, _losses, _settings, _frames) = (engine, network, losses, settings, frames);
        _logits = new float[settings.Steps * settings.Targets.Samples * network.Classes];
        Terms = new double[losses.Count];
        StepsThatTrain = settings.Steps;
    }

    /// <summary>Time steps of the batch, T.</summary>
    public int Steps => _settings.Steps;

    /// <summary>Seed and step of what is drawn at random.</summary>
    public (ulong Seed, long Step) Noise => _settings.Noise;

    /// <summary>Time steps whose loss is taken; the loss is the mean over them. All of them at first.</summary>
    public int StepsThatTrain { get; set; }

    /// <summary>The loss so far.</summary>
    public double Loss { get; private set; }

    /// <summary>The weighted terms whose sum is the loss.</summary>
    public double[] Terms { get; }

    /// <summary>Logits [T, N, K] of the steps that were run, for the samples of this process.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>The gradients so far; null before the first piece.</summary>
    public Gradients? Gradients { get; private set; }

    /// <summary>Runs the network over a piece, takes the loss and goes back.</summary>
    /// <param name="first">First time step.</param>
    /// <param name="count">Number of time steps.</param>
    /// <param name="state">What the network carries from piece to piece; null for a batch in one piece.</param>
    public void Train(int first, int count, NetworkState? state = null)
    {
        using var tape = new Tape(_engine, recording: true) { Recomputes = _settings.Recomputes, Part = _settings.Part };
        var taps = _settings.Taps.Count == 0 ? null : new TapSet(_settings.Taps);
        var pass = PassOn(tape, state) with { TrainsParameters = true, Taps = taps };
        var logits = Forward(pass, first, count);
        var context = new StepContext(pass, logits, _settings.Targets) { Labels = _settings.Labels, Teachers = _settings.Teachers, Noise = Noise };
        Tensor[] terms = [.. _losses.Select((loss, i) => Share(loss.Of(context with { Term = i }), count))];
        var total = terms.Aggregate((sum, term) => BinaryOp.Add(sum, term));
        Loss += total.Values[0];
        for (int i = 0; i < terms.Length; i++)
            Terms[i] += terms[i].Values[0];
        Collect(tape.Backward(total));
    }

    /// <summary>Runs the network over a piece without going back.</summary>
    /// <inheritdoc cref="Train"/>
    public void Pass(int first, int count, NetworkState? state = null)
    {
        using var tape = new Tape(_engine, recording: false) { Part = _settings.Part };
        Forward(PassOn(tape, state), first, count);
    }

    /// <summary>Gives the gradients' memory back.</summary>
    public void Dispose() => Gradients?.Dispose();

    private ForwardPass PassOn(Tape tape, NetworkState? state) => new(tape) { BatchNorm = _settings.BatchNorm, Noise = Noise, State = state };

    private Tensor Forward(ForwardPass pass, int first, int count)
    {
        var frames = _frames(pass.Tape, first, count);
        var logits = _network.Forward(frames, pass with { Repeats = count / frames.Shape[0] });
        logits.Values.CopyTo(_logits.AsSpan(first * logits.Shape.CountPerStep));
        return logits;
    }

    private Tensor Share(Tensor loss, int count) => count == StepsThatTrain ? loss : UnaryOp.Scale(loss, (float)count / StepsThatTrain);

    private void Collect(Gradients gradients)
    {
        if (Gradients is null)
        {
            Gradients = gradients;
            return;
        }

        Gradients.Add(gradients);
        gradients.Dispose();
    }
}

/// <summary>A term of the objective with its factor.</summary>
/// <param name="Loss">The term.</param>
/// <param name="Weight">Its factor.</param>
internal sealed record WeightedLoss(Loss Loss, double Weight)
{
    public Tensor Of(StepContext step)
    {
        var loss = Loss.Of(step);
        return Weight == 1 ? loss : UnaryOp.Scale(loss, (float)Weight);
    }
}

/// <summary>What is known of a batch before it is run.</summary>
internal sealed record BatchSettings
{
    public required int Steps { get; init; }

    public required ClassTargets Targets { get; init; }

    public required IReadOnlyList<int> Labels { get; init; }

    public required IReadOnlyDictionary<string, TeacherAnswer> Teachers { get; init; }

    public required IReadOnlyList<string> Taps { get; init; }

    public required BatchNormUse BatchNorm { get; init; }

    public required (ulong Seed, long Step) Noise { get; init; }

    public bool Recomputes { get; init; }

    /// <summary>The samples of this process; null for all.</summary>
    public BatchPart? Part { get; init; }
}
