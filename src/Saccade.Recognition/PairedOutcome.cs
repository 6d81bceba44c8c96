namespace Saccade.Recognition;

/// <summary>How one network, or method, stands against another.</summary>
public enum PairedOutcome
{
    /// <summary>More samples are right, by more than chance explains.</summary>
    Ahead,

    /// <summary>Chance explains the difference.</summary>
    Level,

    /// <summary>Fewer samples are right, by more than chance explains.</summary>
    Behind,
}
