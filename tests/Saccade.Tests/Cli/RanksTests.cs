using Saccade.Cli.Hosting;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>The command on several processes, with the MPI of this machine.</summary>
[Collection(nameof(TinyWorldCollection))]
public sealed class RanksTests(TinyWorld world)
{
    [Fact]
    public void Train_OnTwoRanks_GivesTheModelFileOfOneProcess()
    {
        RankProcesses.Demand("mpirun");
        string folder = world.Place();

        var run = RankProcesses.Run("mpirun", "train", world.Recipe, "--data", world.Data, "--out", folder, "--test", "--json", "--ranks", "2");

        Assert.Equal((0, world.Trained.Json().GetProperty("test").ToString()), (run.Code, run.Json().GetProperty("test").ToString()));
        Assert.Equal(File.ReadAllBytes(world.Model), File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.Contains("2 processes on", run.Error, StringComparison.Ordinal);
        Assert.Contains("sent and", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Speed", "slow")]
    [InlineData("mpirun.openmpi", 3)]
    [InlineData("mpirun.mpich", 2)]
    [InlineData("mpirun.mpich", 4)]
    public void Train_OnEveryLibrary_GivesTheModelFileOfOneProcess(string mpirun, int ranks)
    {
        RankProcesses.Demand(mpirun);
        string folder = world.Place();

        var run = RankProcesses.Run(mpirun, "train", world.Recipe, "--data", world.Data, "--out", folder, "--test", "--ranks", $"{ranks}", "--threads", "2");

        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(File.ReadAllBytes(world.Model), File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void Train_WithAnErrorOnRankZero_SaysItOnce()
    {
        RankProcesses.Demand("mpirun");

        var run = RankProcesses.Run("mpirun", "train", world.Recipe, "--data", world.Data, "--out", world.Run, "--ranks", "2");

        Assert.Equal((int)ExitCode.Failure, run.Code);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("holds a run already", StringComparison.Ordinal));
        Assert.DoesNotContain("MPI_ABORT", run.Error + run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ranks", "9", "expected 1 to 8")]
    [InlineData("--deadline", "0.5", "expected 1 to 86400 seconds")]
    public void Train_OptionsOutOfRange_AreRefused(string option, string value, string expected)
        => Assert.Contains(expected, CliRun.Of("train", world.Recipe, option, value).Expect(ExitCode.Usage).Error, StringComparison.Ordinal);
}
