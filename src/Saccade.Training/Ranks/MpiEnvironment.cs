using System.Globalization;

namespace Saccade.Training.Ranks;

/// <summary>What a launcher of MPI (mpirun, srun) left in the environment of a process that it began.</summary>
/// <param name="Kind">Whose launcher it is; null if none began the process, or one that does not say.</param>
/// <param name="Rank">Number of the process, from 0; null if no launcher began it.</param>
/// <param name="Ranks">Number of processes; null where only the library knows it.</param>
/// <param name="OnThisMachine">Number of processes on this machine, at least 1.</param>
public sealed record MpiEnvironment(MpiKind? Kind, int? Rank, int? Ranks, int OnThisMachine)
{
    /// <summary>Whether a launcher began this process as one of several.</summary>
    public bool IsOneOfMany => Rank is not null && Ranks is not 1;

    /// <summary>Reads the environment of this process.</summary>
    public static MpiEnvironment Current() => Of(Environment.GetEnvironmentVariable);

    /// <summary>Reads an environment.</summary>
    /// <param name="read">The value of a variable, or null.</param>
    public static MpiEnvironment Of(Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        int? Number(string name) => int.TryParse(read(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        if (Number("OMPI_COMM_WORLD_RANK") is { } open)
            return new MpiEnvironment(MpiKind.OpenMpi, open, Number("OMPI_COMM_WORLD_SIZE"), Number("OMPI_COMM_WORLD_LOCAL_SIZE") ?? 1);
        if (Number("PMI_RANK") is { } mpich)
            return new MpiEnvironment(MpiKind.Mpich, mpich, Number("PMI_SIZE"), Number("MPI_LOCALNRANKS") ?? Number("SLURM_NTASKS_PER_NODE") ?? 1);
        return Number("PMIX_RANK") is { } any // srun --mpi=pmix
            ? new MpiEnvironment(null, any, Number("SLURM_STEP_NUM_TASKS"), Number("SLURM_NTASKS_PER_NODE") ?? 1)
            : new MpiEnvironment(null, null, null, 1);
    }
}
