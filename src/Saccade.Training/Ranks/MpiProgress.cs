namespace Saccade.Training.Ranks;

/// <summary>
/// A thread that has a library go on with what is under way while others compute: libraries of MPI move messages inside of their functions only. It sleeps where there is nothing to do, and between looks.
/// </summary>
internal sealed class MpiProgress : IDisposable
{
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromMilliseconds(1);
    private readonly Func<bool> _advance;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _ends;

    /// <summary>Starts the thread.</summary>
    /// <param name="advance">Goes on, and says whether there is more to come.</param>
    public MpiProgress(Func<bool> advance)
    {
        _advance = advance;
        _thread = new Thread(Run) { IsBackground = true, Name = "exchange" };
        _thread.Start();
    }

    /// <summary>Tells that there is something to do.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        if (_ends)
            return;
        _ends = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        while (!_ends)
        {
            if (Goes())
                Thread.Sleep(_betweenLooks);
            else
                _wake.WaitOne();
        }
    }

    private bool Goes()
    {
        try
        {
            return _advance();
        }
        catch (MpiException)
        {
            return false; // whoever ends the exchange gets it too
        }
    }
}
