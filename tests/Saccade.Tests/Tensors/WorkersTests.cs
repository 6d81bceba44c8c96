using Saccade.Tensors.Engines;
using Xunit;

namespace Saccade.Tests.Tensors;

public sealed class WorkersTests
{
    public static TheoryData<int> Counts => [1, 2, 3, 5];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Run_EveryTaskOnce_ByWorkersThatExist(int count)
    {
        using var workers = new Workers(count);
        foreach (int tasks in (int[])[0, 1, 2, 7, 1000])
        {
            int[] runs = new int[tasks];
            workers.Run(tasks, (task, worker) =>
            {
                Assert.InRange(worker, 0, count - 1);
                Interlocked.Increment(ref runs[task]);
            });

            Assert.All(runs, r => Assert.Equal(1, r));
        }
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Run_TaskThrows_CallerGetsItAndTheCrewGoesOn(int count)
    {
        using var workers = new Workers(count);
        int runs = 0;

        for (int repetition = 0; repetition < 20; repetition++)
        {
            var error = Assert.Throws<InvalidDataException>(() => workers.Run(100, (task, _) =>
            {
                if (task == 13)
                    throw new InvalidDataException("task 13");
            }));
            Assert.Equal("task 13", error.Message);
            workers.Run(50, (_, _) => Interlocked.Increment(ref runs));
        }

        Assert.Equal(20 * 50, runs);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Run_TaskThrows_LaterTasksAreNotStarted(int count)
    {
        using var workers = new Workers(count);
        int started = 0;

        Assert.Throws<InvalidDataException>(() => workers.Run(100_000, (_, _) =>
        {
            Interlocked.Increment(ref started);
            throw new InvalidDataException();
        }));

        Assert.InRange(started, 1, count);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Run_InsideATask_IsRefused(int count)
    {
        using var workers = new Workers(count);

        var error = Assert.Throws<InvalidOperationException>(() => workers.Run(4, (_, _) => workers.Run(4, (_, _) => { })));

        Assert.Contains("one job at a time", error.Message, StringComparison.Ordinal);
        workers.Run(4, (_, _) => { });
    }

    [Fact]
    public void Run_FromTwoThreads_IsRefused()
    {
        using var workers = new Workers(2);
        workers.Run(2, (task, _) =>
        {
            if (task == 0)
                Assert.Throws<InvalidOperationException>(() => Task.Run(() => workers.Run(2, (_, _) => { })).GetAwaiter().GetResult());
        });
    }

    [Fact]
    public void ForRanges_CoversEverythingOnce()
    {
        using var workers = new Workers(3);
        foreach (int length in (int[])[0, 1, 9, 10, 11, 95])
        {
            int[] visits = new int[length];
            workers.ForRanges(length, 10, (begin, end) =>
            {
                Assert.InRange(end - begin, 1, 10);
                for (int i = begin; i < end; i++)
                    Interlocked.Increment(ref visits[i]);
            });

            Assert.All(visits, v => Assert.Equal(1, v));
        }
    }

    [Fact]
    public void Run_ManyShortJobs_AllFinish()
    {
        using var workers = new Workers(4);
        long sum = 0;
        for (int job = 0; job < 3000; job++)
            workers.Run(5, (task, _) => Interlocked.Add(ref sum, task));

        Assert.Equal(3000 * 10, sum);
    }

    [Fact]
    public void Dispose_EndsTheCrew()
    {
        var workers = new Workers(2);
        workers.Dispose();
        workers.Dispose();

        Assert.Throws<ObjectDisposedException>(() => workers.Run(2, (_, _) => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(-1));
    }
}
