using Saccade.Cli.Train;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>What launchers of MPI add to the output of a run that ends badly.</summary>
public sealed class MpirunNoiseTests
{
    private const string OpenMpi = """
        run folder runs/x
        --------------------------------------------------------------------------
        Primary job  terminated normally, but 1 process returned
        a non-zero exit code. Per user-direction, the job has been aborted.
        --------------------------------------------------------------------------
        --------------------------------------------------------------------------
        mpirun noticed that process rank 1 with PID 5 on node host-b exited on signal 9 (Killed).
        --------------------------------------------------------------------------
        [host-a:00012] 1 more process has sent help message
        """;

    private const string Mpich = """
        saccade-ranks 0 host-a 4 3
        saccade-ranks 1 host-b 5 3
        run folder runs/x

        ===================================================================================
        =   BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES
        =   PID 5 RUNNING AT host-b
        =   EXIT CODE: 9
        ===================================================================================
        YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9)
        """;

    private const string OpenMpiScript = """
        saccade-ranks 0 host-a 4 3
        saccade-ranks 1 host-b 6 5
        run folder runs/x
        --------------------------------------------------------------------------
        mpirun detected that one or more processes exited with non-zero status, thus causing
        the job to be terminated. The first process to do so was:

          Process name: [[24978,1],1]
          Exit code:    137
        --------------------------------------------------------------------------
        """;

    private const string MpichScript = """
        saccade-ranks 1 host-b 6 5
        saccade-ranks 0 host-b 4 3
        run folder runs/x

        ===================================================================================
        =   PID 5 RUNNING AT host-b
        =   EXIT CODE: 137
        ===================================================================================
        """;

    [Theory]
    [InlineData(OpenMpi, "rank 1 on host-b was ended by signal 9, so the others were too;")]
    [InlineData(OpenMpiScript, "rank 1 on host-b was ended by signal 9, so the others were too;")]
    [InlineData(MpichScript, "a rank on host-b was ended by signal 9 (MPICH names rank 1, which it may have ended itself), so the others were too;")]
    [InlineData(Mpich, "a rank on host-b was ended by signal 9 (MPICH names rank 1, which it may have ended itself), so the others were too;")]
    public void KilledRank_IsNamedWithItsMachineInOneLine(string output, string expected)
    {
        var (noise, lines) = Read(output);

        Assert.Equal(["run folder runs/x"], lines);
        Assert.False(noise.HasReport);
        Assert.StartsWith(expected, noise.Death(), StringComparison.Ordinal);
    }

    [Fact]
    public void OurOwnError_PassesAndIsEnough()
    {
        var (noise, lines) = Read("saccade: rank 1 on b: no space left\nMPI_ABORT was invoked\n".Replace("MPI_ABORT", "-----\nMPI_ABORT", StringComparison.Ordinal) + "-----");

        Assert.Equal(["saccade: rank 1 on b: no space left"], lines);
        Assert.True(noise.HasReport);
    }

    [Fact]
    public void Results_KeepTheirEmptyLines() => Assert.Equal(["a", "", "b"], Read("a\n\nb").Lines);

    [Fact]
    public void UnknownTrouble_IsToldAsItIs()
        => Assert.Equal("mpirun ended with exit code 1: There are not enough slots", Read("-----\nThere are not enough slots\n-----").Noise.Cause(1));

    private static (MpirunNoise Noise, List<string> Lines) Read(string output)
    {
        var noise = new MpirunNoise();
        List<string> lines = [];
        foreach (string line in output.Split('\n'))
            noise.Line(line, lines.Add);
        return (noise, lines);
    }
}
