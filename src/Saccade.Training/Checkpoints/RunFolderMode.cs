namespace Saccade.Training.Checkpoints;

/// <summary>What opening a run folder may do.</summary>
public enum RunFolderMode
{
    /// <summary>Begin a run; the folder must hold none.</summary>
    Create,

    /// <summary>Go on with the run that the folder holds.</summary>
    Resume,

    /// <summary>Go on with a run if there is one, else begin one.</summary>
    CreateOrResume,
}
