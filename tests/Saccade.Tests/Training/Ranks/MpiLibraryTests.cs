using Saccade.Training.Ranks;
using Xunit;

namespace Saccade.Tests.Training.Ranks;

/// <summary>Which library and launcher there is, read from what they say.</summary>
public sealed class MpiLibraryTests
{
    [Theory]
    [InlineData("Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4", MpiKind.OpenMpi)]
    [InlineData("Open MPI v5.0.3, package: Open MPI", MpiKind.OpenMpi5)]
    [InlineData("MPICH Version:\t4.0.2\nMPICH Release date:\tThu Apr  7", MpiKind.Mpich)]
    [InlineData("Intel(R) MPI Library 2021.9 for Linux* OS", MpiKind.Mpich)]
    public void KindOf_IsReadFromTheVersion(string version, MpiKind kind) => Assert.Equal(kind, MpiLibrary.KindOf(version));

    [Fact]
    public void KindOf_AnUnknownLibrary_IsNone() => Assert.Null(MpiLibrary.KindOf("Some MPI 1.0"));

    [Theory]
    [InlineData("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_LOCAL_SIZE=2 PMIX_RANK=1", MpiKind.OpenMpi, 1, 4, 2)]
    [InlineData("PMI_RANK=0 PMI_SIZE=3 MPI_LOCALNRANKS=3", MpiKind.Mpich, 0, 3, 3)]
    [InlineData("PMIX_RANK=2 SLURM_STEP_NUM_TASKS=8", null, 2, 8, 1)]
    [InlineData("SLURM_NTASKS=8 SLURM_PROCID=0", null, null, null, 1)] // a batch script, in which mpirun is still to come
    public void Environment_IsReadFromWhatTheLauncherLeft(string variables, MpiKind? kind, int? rank, int? ranks, int here)
    {
        var set = variables.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        var environment = MpiEnvironment.Of(name => set.GetValueOrDefault(name));

        Assert.Equal(new MpiEnvironment(kind, rank, ranks, here), environment);
        Assert.Equal(rank is not null, environment.IsOneOfMany);
    }
}
