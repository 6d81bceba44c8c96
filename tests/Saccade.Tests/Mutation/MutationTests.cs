using System.Globalization;
using Saccade.Mutation;
using Saccade.Mutation.Kinds;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Mutation;

/// <summary>
/// Mutated inputs of every kind that is read: they are read or refused in a documented way, without hang and within the limits of memory. The bench has a longer
/// run of the same (see CONTRIBUTING.md).
/// </summary>
public sealed class MutationTests
{
    private const ulong Seed = 1;
    private const int CasesOfEach = 500;
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Kinds => [.. MutationKinds.All.Select(k => k.Name)];

    [Fact]
    public void Kinds_OfAllTests_AreTwentyThousandInputs()
        => Assert.True(CasesOfEach >= 500 && CasesOfEach * MutationKinds.All.Count >= 20_000, $"{MutationKinds.All.Count} kinds");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_Seeds_AreAccepted(string name)
    {
        var kind = MutationKinds.ByName(name);
        using TemporaryFolder folder = new();

        Assert.All(kind.Seeds, seed => kind.Read(kind.Seal(seed), folder.Path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Read_MutatedInputs_AreReadOrRefused(string name)
    {
        var kind = MutationKinds.ByName(name);
        var mutator = new Mutator(kind, Seed);
        int number = 0, accepted = 0;
        string? fault = null;
        var work = Task.Factory.StartNew(Run, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        // A hang cannot be ended from outside, but it can be named: the thread is left behind and the test fails.
        for (int seen = -1; await Task.WhenAny(work, Task.Delay(_hang, TestContext.Current.CancellationToken)) != work; seen = Volatile.Read(ref number))
            Assert.True(seen != Volatile.Read(ref number), Describe(mutator, name, number, "hangs"));
        await work;

        Assert.True(fault is null, fault);
        Assert.InRange(accepted, 1, CasesOfEach - 1);

        void Run()
        {
            using TemporaryFolder folder = new();
            for (; number < CasesOfEach && fault is null; Interlocked.Increment(ref number))
            {
                var outcome = MutationOutcome.Of(kind, mutator.Input(number), folder.Path);
                accepted += outcome.Accepted ? 1 : 0;
                fault = outcome.Fault is { } problem ? Describe(mutator, name, number, problem) : null;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Input_SameSeedAndNumber_IsTheSame(string name)
    {
        var kind = MutationKinds.ByName(name);

        Assert.True(new Mutator(kind, 7).Input(123).AsSpan().SequenceEqual(new Mutator(kind, 7).Input(123)));
    }

    private static string Describe(Mutator mutator, string name, int number, string problem)
    {
        string path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"saccade-mutation-{name}-{Seed}-{number}"));
        File.WriteAllBytes(path, mutator.Input(number));
        return $"{name}, seed {Seed}, input {number} ({path}): {problem}";
    }
}
