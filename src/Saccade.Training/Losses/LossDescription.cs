using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Ops;

namespace Saccade.Training.Losses;

/// <summary>
/// One term of an objective as a value: what it compares, not how far training has come. Its file holds all there is to know of it: how it is written in recipes
/// (<see cref="LossKind"/>), which outputs and teachers it needs, and the loss that is built from it.
/// </summary>
/// <remarks>A loss of another assembly derives from it and is registered by <see cref="LossKinds.With"/>.</remarks>
public abstract record LossDescription
{
    /// <summary>Factor of the term in the sum; above 0. For distillation, alpha of HSD eq. 13.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The teacher that it learns from, by name; null for the only one of the phase, or for a term that needs none.</summary>
    public string? Teacher { get; init; }

    /// <summary>What the term is in a few words, as part of a sentence: <c>Its loss is ...</c>. Not overridden, the name of its type.</summary>
    public virtual string About => GetType().Name;

    /// <summary>Whether the term compares with a teacher.</summary>
    public virtual bool NeedsTeacher => false;

    /// <summary>
    /// Whether the term is a mean over time steps of what each step gives by itself, so that it can be taken piece by piece when gradients do not go back through all
    /// steps.
    /// </summary>
    public virtual bool IsPerStep => false;

    /// <summary>Layers of the trained network whose outputs it needs, by name or path.</summary>
    public virtual IReadOnlyList<string> Taps => [];

    /// <summary>Layers of its teacher whose outputs it needs, by name or path.</summary>
    public virtual IReadOnlyList<string> TeacherTaps => [];

    /// <summary>The term with the defaults that depend on the phase it is in.</summary>
    /// <param name="isSpiking">Whether the phase trains a spiking network.</param>
    /// <param name="isGiven">Whether a key of the term was given.</param>
    public virtual LossDescription Complete(bool isSpiking, Func<string, bool> isGiven) => this;

    /// <summary>What is wrong with the term for these networks in one sentence, or null; asked before anything is built.</summary>
    /// <param name="student">Extents of an output of the trained network.</param>
    /// <param name="teacher">Extents of an output of the teacher; null if it is not known before the run.</param>
    public virtual string? Problem(Func<string, FeatureSize> student, Func<string, FeatureSize>? teacher) => null;

    /// <summary>Builds the loss, with the parameters that only it trains.</summary>
    /// <param name="scope">What it is built for.</param>
    /// <exception cref="ArgumentException">The networks do not have what it needs; the message says what.</exception>
    public abstract Loss Build(LossScope scope);
}

/// <summary>A loss that is ready to be taken, with helpers of its own that are trained beside the network and never part of a model file.</summary>
/// <param name="of">The loss of a batch: a tensor of one element, a mean over samples.</param>
/// <param name="parameters">The helpers' parameters.</param>
public sealed class Loss(Func<StepContext, Tensor> of, IReadOnlyList<Parameter>? parameters = null)
{
    /// <summary>Parameters of its helpers, statistics included; saved in checkpoints.</summary>
    public IReadOnlyList<Parameter> Parameters { get; } = parameters ?? [];

    /// <summary>Numbers that are kept from the forward pass of its helpers for the backward pass, of a sample; for the plan of the memory, 0 where it is little.</summary>
    public long KeptPerSample { get; init; }

    /// <summary>The loss of a batch.</summary>
    /// <param name="step">What the networks said of it.</param>
    /// <returns>A tensor of one element, [F 1].</returns>
    /// <exception cref="InvalidOperationException">The loss is not one element.</exception>
    public Tensor Of(StepContext step)
    {
        var loss = of(step);
        return loss.Shape.Count != 1 ? throw new InvalidOperationException($"got a loss of shape {loss.Shape}, expected one element: take the mean or the sum over all axes")
            : loss.Shape.Rank == 1 ? loss : ReshapeOp.Apply(loss, new Shape("F", 1));
    }
}

/// <summary>What a loss is built for: the trained network, its teachers, and where helpers ask for their parameters.</summary>
/// <param name="student">The trained network.</param>
/// <param name="teachers">The teachers by name.</param>
/// <param name="teacher">The name of the term's teacher; null for the only one.</param>
/// <param name="helpers">Where helpers ask for their parameters.</param>
public sealed class LossScope(Network student, IReadOnlyDictionary<string, Network> teachers, string? teacher, LayerScope helpers)
{
    /// <summary>The trained network.</summary>
    public Network Student { get; } = student;

    /// <summary>The scope of the term's helpers, for example an aligning layer.</summary>
    public LayerScope Helpers { get; } = helpers;

    /// <summary>The term's teacher.</summary>
    /// <exception cref="InvalidOperationException">The phase has no such teacher.</exception>
    public Network Teacher => teacher is null && teachers.Count == 1
        ? teachers.Values.Single()
        : teachers.GetValueOrDefault(teacher ?? "") ?? throw new InvalidOperationException($"got no teacher '{teacher}', expected one of: {string.Join(", ", teachers.Keys)}");
}
