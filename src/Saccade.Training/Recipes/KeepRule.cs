namespace Saccade.Training.Recipes;

/// <summary>Which state of the network is the result of a phase.</summary>
public enum KeepRule
{
    /// <summary>The one of the epoch with the highest validation accuracy, the first of equals; the last one if there is no validation part.</summary>
    Best,

    /// <summary>The one after the last epoch.</summary>
    Last,
}
