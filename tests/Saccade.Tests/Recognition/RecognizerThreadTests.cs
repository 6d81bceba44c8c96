using Saccade.Recognition;
using Saccade.Tensors.Engines;
using Xunit;

namespace Saccade.Tests.Recognition;

/// <summary>Many callers at once, callers that stop, callers that do not wait.</summary>
public sealed class RecognizerThreadTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    [Fact]
    public void ThousandCallsOnEightThreads_AreEqualToTheBitToOneThread()
    {
        const int Threads = 8, Calls = 1000;
        using var alone = tiny.Load();
        Decision[] expected = [.. tiny.Files.Select(f => alone.Recognize(f))];
        using var shared = tiny.Load();
        var decisions = new Decision[Calls];
        var failures = new List<Exception>();
        int next = -1;
        using Barrier together = new(Threads); // the first calls meet weights that nobody has packed
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            try
            {
                together.SignalAndWait();
                for (int i; (i = Interlocked.Increment(ref next)) < Calls;)
                    decisions[i] = i % 2 == 0 ? shared.Recognize(tiny.Files[i % expected.Length]) : shared.Recognize(TinyModel.Events(i % expected.Length));
            }
            catch (Exception e)
            {
                lock (failures)
                    failures.Add(e);
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.Empty(failures);
        for (int i = 0; i < Calls; i++)
            Decisions.AssertSame(expected[i % expected.Length], decisions[i]);
    }

    [Fact]
    public void Async_ReadsStreamsThatRefuseToBlock_OffTheCallersThread()
    {
        using var recognizer = tiny.Load();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int caller = Environment.CurrentManagedThreadId;
        using SlowStream stream = new(File.ReadAllBytes(tiny.Files[1]), 100, _ => Assert.NotEqual(caller, Environment.CurrentManagedThreadId)) { OnlyAsync = true, Gate = gate.Task };

        var task = recognizer.RecognizeAsync(RecognizerInput.FromStream(stream, "body.bin"), TestContext.Current.CancellationToken);
        Assert.False(task.IsCompleted); // it came back although not a byte was there
        gate.SetResult();

#pragma warning disable xUnit1031 // the thread of the test must stay the caller's, so that the stream can tell
        Decisions.AssertSame(recognizer.Recognize(tiny.Files[1], TestContext.Current.CancellationToken), task.GetAwaiter().GetResult());
#pragma warning restore xUnit1031
    }

    [Fact]
    public async Task Async_ManyAtOnce_GiveTheSameBits()
    {
        using var recognizer = tiny.Load();
        var decisions = await Task.WhenAll(tiny.Files.Select(f => recognizer.RecognizeAsync(f, TestContext.Current.CancellationToken)));

        for (int i = 0; i < decisions.Length; i++)
            Decisions.AssertSame(recognizer.Recognize(tiny.Files[i], TestContext.Current.CancellationToken), decisions[i]);
    }

    [Fact]
    public async Task Async_Failures_ComeWithTheTask()
    {
        using var recognizer = tiny.Load(new RecognizerOptions { MostBytes = 10 });
        var cancellation = TestContext.Current.CancellationToken;

        await Assert.ThrowsAsync<FileNotFoundException>(() => recognizer.RecognizeAsync("missing.bin", cancellation));
        await Assert.ThrowsAsync<RecordingException>(() => recognizer.RecognizeAsync(tiny.Files[0], cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => recognizer.RecognizeAsync(tiny.Files[0], new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentNullException>(() => { _ = recognizer.RecognizeAsync(null!, cancellation); });
    }

    [Fact]
    public async Task Cancellation_StopsReadingAndComputing_AndLeavesTheRecognizerSound()
    {
        using var recognizer = tiny.Load();
        byte[] bytes = File.ReadAllBytes(tiny.Files[2]);
        using CancellationTokenSource whileReading = new(), atTheEnd = new(), waiting = new();
        using SlowStream early = new(bytes, 50, at => CancelAt(whileReading, at, 100)), late = new(bytes, bytes.Length, at => CancelAt(atTheEnd, at, bytes.Length));
        using SlowStream never = new(bytes, 50) { Gate = new TaskCompletionSource().Task };

        Assert.ThrowsAny<OperationCanceledException>(() => recognizer.Recognize(tiny.Files[2], new CancellationToken(canceled: true)));
        Assert.ThrowsAny<OperationCanceledException>(() => recognizer.Recognize(RecognizerInput.FromStream(early, "early.bin"), whileReading.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => recognizer.Recognize(RecognizerInput.FromStream(late, "late.bin"), atTheEnd.Token)); // in the network
        Assert.ThrowsAny<OperationCanceledException>(() => recognizer.RecognizeAll([.. tiny.Files], new CancellationToken(canceled: true)));
        var waits = recognizer.RecognizeAsync(RecognizerInput.FromStream(never, "never.bin"), waiting.Token);
        await waiting.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);

        using var fresh = tiny.Load();
        Decisions.AssertSame(fresh.Recognize(tiny.Files[2], CancellationToken.None), recognizer.Recognize(tiny.Files[2], CancellationToken.None));
    }

    [Fact]
    public async Task Dispose_WhileACallRuns_LetsItEndAndRefusesLaterOnes()
    {
        var recognizer = tiny.Load();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SlowStream stream = new(File.ReadAllBytes(tiny.Files[3]), 100) { Gate = gate.Task };
        var expected = recognizer.Recognize(tiny.Files[3], TestContext.Current.CancellationToken);

        var running = recognizer.RecognizeAsync(RecognizerInput.FromStream(stream, "3.bin"), TestContext.Current.CancellationToken);
        recognizer.Dispose();
        recognizer.Dispose();
        gate.SetResult();

        Decisions.AssertSame(expected, await running);
        Assert.Throws<ObjectDisposedException>(() => recognizer.Recognize(tiny.Files[3], CancellationToken.None));
        Assert.Throws<ObjectDisposedException>(() => { _ = recognizer.RecognizeAsync(tiny.Files[3], CancellationToken.None); });
        Assert.Throws<ObjectDisposedException>(() => recognizer.RecognizeAll([tiny.Files[3]], CancellationToken.None));
    }

    [Fact]
    public void Pool_KeepsNoMoreThanItShould_AndNothingWhenClosed()
    {
        int made = 0;
        List<Item> gone = [];
        IdlePool<Item> pool = new(2, () => new Item(made++, gone.Add));

        Item[] rented = [.. Enumerable.Range(0, 5).Select(_ => pool.Rent())];
        Array.ForEach(rented, pool.Return);
        Assert.Equal([2, 3, 4], gone.Select(i => i.Number));
        Assert.Equal(1, pool.Rent().Number); // the last one that came back first
        Assert.Equal(5, made);

        pool.Dispose();
        Assert.Equal([2, 3, 4, 0], gone.Select(i => i.Number));
        pool.Return(rented[1]);
        Assert.Equal([2, 3, 4, 0, 1], gone.Select(i => i.Number));
    }

    [Fact]
    public void PackedWeights_AreThereOnceForAllEngines()
    {
        var network = TinyModel.Network(new Saccade.Networks.FrameSize(16, 16));
        FixedWeights weights = new();
        using Workspace first = new(new TapePass(network, weights, threads: 1), TinyModel.Card().Labels), second = new(new TapePass(network, weights, threads: 2), TinyModel.Card().Labels);

        var expected = first.Decide(2, 2, (t, frame) => frame.Fill(t), CancellationToken.None);
        long bytes = weights.Bytes;
        var actual = second.Decide(2, 2, (t, frame) => frame.Fill(t), CancellationToken.None);

        Assert.True(bytes > 0);
        Assert.Equal(bytes, weights.Bytes);
        Assert.Equal(expected[^1].Probabilities, actual[^1].Probabilities);
    }

    private static void CancelAt(CancellationTokenSource source, int at, int where)
    {
        if (at >= where)
            source.Cancel();
    }

    private sealed class Item(int number, Action<Item> gone) : IDisposable
    {
        public int Number => number;

        public void Dispose() => gone(this);
    }
}
