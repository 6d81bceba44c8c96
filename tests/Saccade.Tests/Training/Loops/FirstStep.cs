using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.Training.Data;
using Saccade.Training.Recipes;

namespace Saccade.Tests.Training.Loops;

/// <summary>The first step of a phase, spelled out with operations: which frames, which statistics, which loss.</summary>
internal sealed class FirstStep(Recipe recipe, TrainingData data, int phase)
{
    private readonly int[] _positions = [.. recipe.Frames.Positions(recipe.Phases[phase].Frames)];

    /// <summary>Positions of the student's frames, if not those of the recipe.</summary>
    public int[] Positions { get => field ?? _positions; init; }

    public int[] TeacherPositions { get; init; } = [];

    /// <summary>Loss of the first batch.</summary>
    /// <param name="start">The network as the phase begins; its statistics are changed if it is run in training mode.</param>
    /// <param name="teacher">The teacher, or null.</param>
    /// <param name="loss">The loss of logits [T, N, K], labels and the teacher's time-mean logits.</param>
    public double Loss(Network start, Network? teacher, Func<Tensor, int[], float[], Tensor> loss)
    {
        using var engine = new Engine(1);
        var batches = new Batches(engine, data.Train, recipe.Seed, Augmentations.From(recipe.Augment));
        var batch = batches.Draw(batches.Order(phase, 0)[..recipe.Phases[phase].Batch], phase, 0);
        float[] taught = [];
        if (teacher is not null)
        {
            using var evaluation = new Tape(engine, recording: false);
            var teacherLogits = teacher.Forward(batch.Frames(evaluation, TeacherPositions), new ForwardPass(evaluation));
            taught = ReduceOp.Mean(teacherLogits, "T").Values.ToArray();
        }

        using var tape = new Tape(engine, recording: true);
        var pass = new ForwardPass(tape) { TrainsParameters = true, BatchNorm = recipe.Phases[phase].BatchNorm == BatchNormMode.Train ? BatchNormUse.Batch : BatchNormUse.Running };
        return loss(start.Forward(batch.Frames(tape, Positions), pass), [.. batch.Labels], taught).Values[0];
    }

}
