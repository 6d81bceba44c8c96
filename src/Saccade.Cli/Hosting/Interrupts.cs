using System.Runtime.InteropServices;

namespace Saccade.Cli.Hosting;

/// <summary>Ctrl-C and SIGTERM: the first asks the command to stop, the second ends the process at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TextWriter _error;

    public Interrupts(TextWriter error)
    {
        _error = error;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        if (_source.IsCancellationRequested)
            Environment.Exit((int)ExitCode.Cancelled);

        signal.Cancel = true;
        _error.WriteLine();
        _error.WriteLine("stopping after the current step; once more to stop at once ...");
        _source.Cancel();
    }
}
