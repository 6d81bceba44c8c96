using Saccade.Kernels.Random;
using Saccade.Networks;
using Saccade.Schema;

namespace Saccade.Training.Steps;

/// <summary>
/// How gradients go back through the time steps of a batch, as a value. All rules run the network over the same frames; they differ in how far back a gradient sees, and
/// so in memory.
/// </summary>
public abstract record StepRule
{
    /// <summary>How a rule is written.</summary>
    public static Union<StepRule> Keys { get; } = new Union<StepRule>("kind", "bptt")
        .Add("bptt", new Section<Bptt>(new Bptt()).Means("Back through all time steps, exactly; needs memory for each step."))
        .Add("truncated-bptt", new Section<TruncatedBptt>(new TruncatedBptt(1)).Means("Back through some steps only; needs memory for those.")
            .Key("steps", new WholeKind(1, 4096), r => r.Steps, (r, v) => r with { Steps = v }, "Time steps that gradients go back through; then they start afresh.", required: true))
        .Add("sltt", new Section<Sltt>(new Sltt()).Means("Not back through time at all, only through the layers of each step (SLTT); needs memory for one step.")
            .Key("steps", new WholeKind(0, 4096), r => r.Steps, (r, v) => r with { Steps = v }, "Time steps of a batch that gradients are taken of, drawn at random; 0 for all."));

    /// <summary>Whether the loss is taken piece by piece, so that every term must be a mean over steps.</summary>
    public virtual bool GoesInPieces => true;

    /// <summary>The most time steps whose values are kept for the backward pass at a time.</summary>
    /// <param name="steps">T, time steps of a batch.</param>
    public virtual int StepsAtOnce(int steps) => steps;

    /// <summary>Runs a batch: forward over all of its steps, backward as the rule says.</summary>
    /// <param name="batch">The batch; collects losses and gradients.</param>
    public abstract void Run(BatchWork batch);

    /// <summary>Backpropagation through time: all steps at once, with the full gradient. Memory grows with T.</summary>
    public sealed record Bptt : StepRule
    {
        /// <inheritdoc/>
        public override bool GoesInPieces => false;

        /// <inheritdoc/>
        public override void Run(BatchWork batch)
        {
            ArgumentNullException.ThrowIfNull(batch);
            batch.Train(0, batch.Steps);
        }
    }

    /// <summary>Truncated backpropagation through time: pieces of K steps; the state goes on from one to the next, gradients do not. Memory does not grow with T.</summary>
    /// <param name="Steps">K, at least 1.</param>
    public sealed record TruncatedBptt(int Steps) : StepRule
    {
        /// <inheritdoc/>
        public override int StepsAtOnce(int steps) => Math.Min(Steps, steps);

        /// <inheritdoc/>
        public override void Run(BatchWork batch)
        {
            ArgumentNullException.ThrowIfNull(batch);
            var state = new NetworkState();
            for (int first = 0; first < batch.Steps; first += Steps)
                batch.Train(first, Math.Min(Steps, batch.Steps - first), state);
        }
    }

    /// <summary>
    /// Spatial learning through time (SLTT, Meng et al. 2023, arXiv 2302.14311): gradients do not go back in time at all, and with SLTT-K only K steps of a batch, drawn at
    /// random, give any; the loss is the mean over those. Memory is that of one step.
    /// </summary>
    /// <param name="Steps">K; 0 for all steps.</param>
    public sealed record Sltt(int Steps = 0) : StepRule
    {
        /// <inheritdoc/>
        public override int StepsAtOnce(int steps) => 1;

        /// <inheritdoc/>
        public override void Run(BatchWork batch)
        {
            ArgumentNullException.ThrowIfNull(batch);
            bool[] trains = Chosen(batch);
            var state = new NetworkState();
            for (int step = 0; step < batch.Steps; step++)
            {
                if (trains[step])
                    batch.Train(step, 1, state);
                else
                    batch.Pass(step, 1, state);
            }
        }

        private bool[] Chosen(BatchWork batch)
        {
            bool[] trains = new bool[batch.Steps];
            int[] order = [.. Enumerable.Range(0, batch.Steps)];
            int count = Steps == 0 ? batch.Steps : Math.Min(Steps, batch.Steps);
            if (count < batch.Steps)
                new CounterRandom(batch.Noise.Seed, RandomPurpose.Steps, 0, batch.Noise.Step).Shuffle<int>(order);
            foreach (int step in order.AsSpan(0, count))
                trains[step] = true;
            batch.StepsThatTrain = count;
            return trains;
        }
    }
}
