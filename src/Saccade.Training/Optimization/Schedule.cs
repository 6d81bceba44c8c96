using Saccade.Training.Recipes;

namespace Saccade.Training.Optimization;

/// <summary>Learning rate of each epoch.</summary>
public static class Schedule
{
    /// <summary>The rate of an epoch.</summary>
    /// <param name="schedule">How it changes.</param>
    /// <param name="rate">The optimiser's rate.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="epochs">Epochs of the phase.</param>
    public static double Rate(ScheduleRecipe schedule, double rate, int epoch, int epochs)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (epoch < schedule.Warmup)
            return rate * (epoch + 1) / (schedule.Warmup + 1);
        if (schedule is not ScheduleRecipe.Cosine cosine)
            return rate;

        // PyTorch's CosineAnnealingLR over what the warm-up leaves.
        double progress = (double)(epoch - schedule.Warmup) / (epochs - schedule.Warmup);
        return cosine.Final + (rate - cosine.Final) * (1 + Math.Cos(Math.PI * progress)) / 2;
    }
}
