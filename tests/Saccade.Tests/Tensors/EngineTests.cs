using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tests.Networks;
using Xunit;

namespace Saccade.Tests.Tensors;

/// <summary>An engine is for one thread at a time; the others are refused before any work.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly Engine _engine = new(1);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Claim_BySeveralThreads_IsOneThreadsAtATime()
    {
        using (_engine.Claim())
        {
            using var again = _engine.Claim();
            OnAnotherThread(() => Assert.Throws<EngineBusyException>(() => _engine.Claim()));
        }

        OnAnotherThread(() => _engine.Claim().Dispose());
    }

    [Fact]
    public void EveryEntry_WhileAnotherThreadHasTheEngine_IsRefused()
    {
        using var claim = _engine.Claim();

        OnAnotherThread(() =>
        {
            Assert.Throws<EngineBusyException>(() => new Tape(_engine, recording: true));
            Assert.Throws<EngineBusyException>(() => _engine.Run(1, (_, _) => { }));
            Assert.Throws<EngineBusyException>(() => _engine.TakeKernelUse());
            Assert.Throws<EngineBusyException>(_engine.Dispose);
        });
        _engine.Run(1, (_, _) => { });
    }

    [Fact]
    public void Tape_ThatFailed_GivesTheEngineBack()
    {
        Assert.ThrowsAny<ArgumentException>(() =>
        {
            using var tape = new Tape(_engine, recording: false);
            tape.Constant(new Shape("F", 2), [1]);
        });

        OnAnotherThread(() => new Tape(_engine, recording: false).Dispose());
    }

    [Fact]
    public void Tape_DisposedTwice_GivesTheEngineBackOnce()
    {
        using var outer = _engine.Claim();
        var tape = new Tape(_engine, recording: false);
        tape.Dispose();
        tape.Dispose();

        OnAnotherThread(() => Assert.Throws<EngineBusyException>(() => _engine.Claim()));
    }

    [Fact]
    public void Forward_FourHundredTimesOnEightThreads_IsRightToTheBitOrRefused()
    {
        var network = Nets.Trained(Nets.Two(new Spiking(new NeuronDescription())), 3);
        float[][] frames = [.. Enumerable.Range(0, 8).Select(i => Nets.Frames(3, 1, (ulong)i))];
        float[][] expected = [.. frames.Select(f => Nets.Run(_engine, network, 3, 1, f))];
        int right = 0, refused = 0, wrong = 0;
        using var start = new Barrier(8);
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            for (int call = 0; call < 50; call++)
            {
                try
                {
                    bool same = Nets.Run(_engine, network, 3, 1, frames[i]).AsSpan().SequenceEqual(expected[i]);
                    Interlocked.Increment(ref same ? ref right : ref wrong);
                }
                catch (EngineBusyException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.Equal((0, 400), (wrong, right + refused));
        Assert.True(right > 0);
        Assert.Equal(expected[0], Nets.Run(_engine, network, 3, 1, frames[0]));
    }

    private static void OnAnotherThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
