using System.Runtime.ExceptionServices;

namespace Saccade.Tensors.Engines;

/// <summary>
/// A fixed crew of threads that share numbered tasks. Which worker runs a task never influences what it computes, so
/// results do not depend on the number of threads.
/// </summary>
/// <remarks>One job at a time: <see cref="Run"/> must not be called from inside a task or from two threads at once.</remarks>
public sealed class Workers : IDisposable
{
    private const int SpinsBeforeSleep = 2000;
    private readonly Thread[] _threads;
    private readonly ManualResetEventSlim[] _wake;
    private Action<int, int> _task = static (_, _) => { };
    private ExceptionDispatchInfo? _failure;
    private int _tasks;
    private int _next;
    private int _busy;
    private int _running;
    private volatile bool _closing;

    /// <summary>Starts the crew.</summary>
    /// <param name="count">Number of workers including the calling thread; 0 for one per core.</param>
    public Workers(int count = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = count == 0 ? Environment.ProcessorCount : count;
        _wake = new ManualResetEventSlim[Count - 1];
        _threads = new Thread[Count - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _wake[i] = new ManualResetEventSlim(false, SpinsBeforeSleep);
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"saccade worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Number of workers, including the calling thread.</summary>
    public int Count { get; }

    /// <summary>Runs tasks 0 ... <paramref name="tasks"/> - 1 and returns when all are done.</summary>
    /// <param name="tasks">Number of tasks.</param>
    /// <param name="task">Gets the task's number and the worker's (for scratch memory).</param>
    /// <exception cref="InvalidOperationException">Another job is running.</exception>
    /// <exception cref="Exception">The first exception that a task threw; the remaining tasks are not started.</exception>
    public void Run(int tasks, Action<int, int> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        ObjectDisposedException.ThrowIf(_closing, this);
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("workers do one job at a time: Run was called from inside a task or from a second thread");

        try
        {
            if (Count == 1 || tasks <= 1)
                RunAlone(tasks, task);
            else
                Share(tasks, task);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Runs <paramref name="body"/> over [0, <paramref name="count"/>) in ranges of <paramref name="chunk"/>, the last one shorter.</summary>
    public void ForRanges(int count, int chunk, Action<int, int> body)
        => Run((count + chunk - 1) / chunk, (task, _) => body(task * chunk, Math.Min(count, (task + 1) * chunk)));

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (_closing)
            return;
        _closing = true;
        foreach (var wake in _wake)
            wake.Set();
        foreach (var thread in _threads)
            thread.Join();
        foreach (var wake in _wake)
            wake.Dispose();
    }

    private static void RunAlone(int tasks, Action<int, int> task)
    {
        for (int i = 0; i < tasks; i++)
            task(i, 0);
    }

    private void Share(int tasks, Action<int, int> task)
    {
        (_task, _tasks, _next, _failure) = (task, tasks, 0, null);
        int helpers = Math.Min(_threads.Length, tasks - 1);
        Volatile.Write(ref _busy, helpers);
        for (int i = 0; i < helpers; i++)
            _wake[i].Set();

        Drain(0);
        var spin = default(SpinWait);
        while (Volatile.Read(ref _busy) > 0)
            spin.SpinOnce(sleep1Threshold: -1);
        _failure?.Throw();
    }

    private void Work(int worker)
    {
        var wake = _wake[worker - 1];
        while (true)
        {
            wake.Wait();
            wake.Reset();
            if (_closing)
                return;
            Drain(worker);
            Interlocked.Decrement(ref _busy);
        }
    }

    private void Drain(int worker)
    {
        int task;
        while ((task = Interlocked.Increment(ref _next) - 1) < _tasks)
        {
            try
            {
                _task(task, worker);
            }
            catch (Exception e)
            {
                // The caller rethrows it; stopping here would leave the crew waiting for ever.
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
                Volatile.Write(ref _next, _tasks);
            }
        }
    }
}
