namespace Saccade.Training.Ranks;

/// <summary>Implementations of MPI, whose handles are written differently.</summary>
public enum MpiKind
{
    /// <summary>Open MPI 4: handles are addresses of what the library exports. Tested with 4.1.</summary>
    OpenMpi,

    /// <summary>Open MPI 5: the same names and sizes as version 4, by its headers. Not tested.</summary>
    OpenMpi5,

    /// <summary>MPICH and its kin (Intel MPI, MVAPICH, Cray), which share its binary interface: handles are numbers. Tested with MPICH 4.0.</summary>
    Mpich,
}
