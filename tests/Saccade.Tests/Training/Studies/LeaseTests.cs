using System.Diagnostics;
using Saccade.TestKit;
using Saccade.Training.Studies;
using Xunit;

namespace Saccade.Tests.Training.Studies;

public sealed class LeaseTests : IDisposable
{
    private static readonly TimeSpan _stale = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly HandClock _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lease_OfALivingOwner_IsNotTaken()
    {
        var (one, other) = (Open(), Open());
        using var lease = one.TryTake("run");

        for (int i = 0; i < 20; i++)
        {
            Assert.Null(other.TryTake("run"));
            _time.Pass(_stale / 4);
        }

        Assert.NotNull(lease);
        lease.Demand();
        using var free = other.TryTake("another");
        Assert.NotNull(free);
    }

    [Fact]
    public void SilentOwner_LosesTheRun_AfterTheStatedTime_AndNotices()
    {
        var (one, other) = (Open(), Open());
        using var lease = one.TryTake("run")!;
        _time.Freeze();
        Assert.Null(other.TryTake("run"));
        _time.Pass(_stale * 0.9);
        Assert.Null(other.TryTake("run"));
        _time.Pass(_stale * 0.2);

        using var taken = other.TryTake("run");

        Assert.NotNull(taken);
        Assert.True(taken.IsTakenOver);
        Assert.Throws<LeaseLostException>(lease.Demand);
        taken.Demand();
        Assert.Null(Open().TryTake("run"));
    }

    [Fact]
    public void EndedProcessOfThisMachine_LosesTheRunAtOnce()
    {
        using var ended = Process.Start(new ProcessStartInfo("dotnet", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        ended.WaitForExit();
        using (var lease = Open().TryTake("run")!)
        {
        }

        string file = Path.Combine(_folder.Path, "run.1");
        File.WriteAllText(file, (LeaseContent.Parse(File.ReadAllText(file))! with { Process = ended.Id }).ToText());

        using var taken = Open().TryTake("run");
        Assert.NotNull(taken);
    }

    [Fact]
    public void ReleasedRun_IsFree_AndItsFailureCountsForThoseWhoWereThere()
    {
        var (one, other) = (Open(), Open());
        other.Forgive(["run"]);
        using (var lease = one.TryTake("run")!)
            lease.Release(LeaseEnd.Failed, "it broke");

        Assert.Equal("it broke", other.Failure("run"));
        var later = Open();
        later.Forgive(["run"]);
        Assert.Null(later.Failure("run"));
        using var again = later.TryTake("run");
        Assert.NotNull(again);
        Assert.False(again.IsTakenOver);
    }

    [Fact]
    public void ManyAtOnce_OneGetsIt()
    {
        for (int round = 0; round < 20; round++)
        {
            LeaseFolder[] folders = [.. Enumerable.Range(0, 8).Select(_ => Open())];
            var leases = new RunLease?[folders.Length];
            Parallel.For(0, folders.Length, i => leases[i] = folders[i].TryTake($"run-{round}"));

            Assert.Single(leases.OfType<RunLease>());
            Array.ForEach(leases, lease => lease?.Dispose());
        }
    }

    [Fact]
    public void TornLease_CountsAsAlive_UntilItIsStale()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "run.1"), "{\"mach");
        var folder = Open();

        Assert.Null(folder.TryTake("run"));
        _time.Pass(_stale);
        using var taken = folder.TryTake("run");
        Assert.NotNull(taken);
    }

    private LeaseFolder Open() => new(_folder.Path, _time, _stale);

    /// <summary>A clock that goes on when a test says so, and rings its timers unless it is frozen.</summary>
    private sealed class HandClock : TimeProvider
    {
        private readonly List<Ring> _rings = [];
        private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private bool _isFrozen;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Freeze() => _isFrozen = true;

        public void Pass(TimeSpan time)
        {
            _now += time;
            if (!_isFrozen)
                _rings.Where(ring => !ring.IsOver).ToList().ForEach(ring => ring.Call());
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var ring = new Ring(() => callback(state));
            lock (_rings)
                _rings.Add(ring);
            return ring;
        }

        private sealed class Ring(Action call) : ITimer
        {
            public bool IsOver { get; private set; }

            public void Call() => call();

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => IsOver = true;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
