using System.Text;

namespace Saccade.Cli.Output;

/// <summary>The terminal of the process.</summary>
internal sealed class SystemConsole : ICommandConsole
{
    private const int UnknownWidth = 100;

    public SystemConsole()
    {
        // Names of classes and files may hold any letter; a byte-order mark would break pipes.
        Out = new TerminalWriter(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true });
        Error = new TerminalWriter(new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true }, mayVanish: true);
        IsInteractive = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
    }

    public TerminalWriter Out { get; }

    public TerminalWriter Error { get; }

    public Stream OpenInput() => Console.OpenStandardInput();

    public Stream OpenOutput() => Console.OpenStandardOutput();

    public bool IsInteractive { get; }

    public int Width
    {
        get
        {
            try
            {
                return Console.WindowWidth is > 20 and var width ? width : UnknownWidth;
            }
            catch (IOException)
            {
                return UnknownWidth; // no terminal
            }
        }
    }

    public TimeProvider Time => TimeProvider.System;
}
