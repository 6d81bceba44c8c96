using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;

namespace Saccade.Training.Losses;

/// <summary>What is known of a batch, or of a piece of its time steps, when the loss is taken.</summary>
/// <param name="Pass">How the network was run; helpers of losses are run in the same way.</param>
/// <param name="Logits">The trained network's logits, [T, N, K].</param>
/// <param name="Targets">What they should say, [N, K].</param>
public sealed record StepContext(ForwardPass Pass, Tensor Logits, ClassTargets Targets)
{
    private const int TermShift = 20;

    /// <summary>Class index of each sample; of a mixed sample the one that weighs more.</summary>
    public IReadOnlyList<int> Labels { get; init; } = [];

    /// <summary>What the teachers said of the same samples, by name.</summary>
    public IReadOnlyDictionary<string, TeacherAnswer> Teachers { get; init; } = new Dictionary<string, TeacherAnswer>();

    /// <summary>Seed of the run, phase and optimiser step in one number: what is drawn from it is the same after a resume.</summary>
    public (ulong Seed, long Step) Noise { get; init; }

    /// <summary>Which term of the objective is taken, from 0: terms of one kind draw different numbers.</summary>
    public int Term { get; init; }

    /// <summary>Where tensors are made.</summary>
    public Tape Tape => Pass.Tape;

    /// <summary>What a layer of the trained network emitted, [T, N, H, W, C] or [T, N, F]; gradients pass through it.</summary>
    /// <param name="name">One of the taps that the term asks for.</param>
    /// <exception cref="ArgumentException">The term did not ask for it.</exception>
    public Tensor Tap(string name) => Pass.Taps is { } taps ? taps[name] : throw new ArgumentException($"got '{name}', but no term of the objective asked for a tap", nameof(name));

    /// <summary>What a teacher said.</summary>
    /// <param name="name">Its name; null for the only one.</param>
    /// <exception cref="InvalidOperationException">There is no such teacher.</exception>
    public TeacherAnswer Teacher(string? name) => name is null && Teachers.Count == 1
        ? Teachers.Values.Single()
        : Teachers.GetValueOrDefault(name ?? "") ?? throw new InvalidOperationException($"got no teacher '{name}', expected one of: {string.Join(", ", Teachers.Keys)}");

    /// <summary>A stream of random numbers for a sample of this batch, the same after a resume and for any number of threads.</summary>
    /// <param name="sample">Position among the samples of this process, from 0; which process has them changes no number.</param>
    public CounterRandom Random(int sample) => Random(RandomPurpose.Loss, sample);

    internal CounterRandom Random(RandomPurpose purpose, int sample) => new(Noise.Seed, purpose, ((long)Term << TermShift) + (Tape.Part?.First ?? 0) + sample, Noise.Step);
}

/// <summary>What a frozen teacher said of a batch; constants.</summary>
/// <param name="Steps">Its own number of time steps or frames, T'.</param>
/// <param name="Logits">Its logits of every step, [T', N, K].</param>
/// <param name="MeanLogits">Their means over the steps, [N, K].</param>
/// <param name="Taps">Means over the steps of the outputs that were asked for, [N, H, W, C] or [N, F], by name.</param>
public sealed record TeacherAnswer(int Steps, float[] Logits, float[] MeanLogits, IReadOnlyDictionary<string, float[]> Taps);
