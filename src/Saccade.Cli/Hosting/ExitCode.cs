namespace Saccade.Cli.Hosting;

/// <summary>All exit codes of the command; docs/commands.md lists them too.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>Something failed that is neither the input's fault nor the user's: disk full, training diverged, a defect.</summary>
    Failure = 1,

    /// <summary>The command line or the recipe is wrong.</summary>
    Usage = 2,

    /// <summary>A recording or data set is missing, damaged or not of a known kind.</summary>
    BadData = 3,

    /// <summary>A model file is missing, damaged or does not fit the data.</summary>
    BadModel = 4,

    /// <summary>Stopped by Ctrl-C or SIGTERM.</summary>
    Cancelled = 130,
}
