namespace Saccade.Training.Recipes;

/// <summary>The learning rate over the epochs of a phase; it changes between epochs only.</summary>
public abstract record ScheduleRecipe
{
    /// <summary>Epochs of linear growth before the schedule proper: epoch e of w (from 1) has the rate times e / (w + 1). Below the number of epochs.</summary>
    public int Warmup { get; init; }

    /// <summary>Half a cosine from the rate down to <see cref="Final"/>, over the epochs after the warm-up.</summary>
    public sealed record Cosine : ScheduleRecipe
    {
        /// <summary>The learning rate that the cosine would reach after the last epoch; 0 to the optimiser's rate.</summary>
        public double Final { get; init; }
    }

    /// <summary>The rate, unchanged.</summary>
    public sealed record Constant : ScheduleRecipe;
}
