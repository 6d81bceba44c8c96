using System.Text;

namespace Saccade.Cli.Output;

/// <summary>What a command sees of the terminal: results go to <see cref="Out"/>, progress and messages to <see cref="Error"/>.</summary>
internal interface ICommandConsole
{
    /// <summary>Standard output.</summary>
    TerminalWriter Out { get; }

    /// <summary>Standard error.</summary>
    TerminalWriter Error { get; }

    /// <summary>Opens standard input for bytes.</summary>
    Stream OpenInput();

    /// <summary>Opens standard output for bytes.</summary>
    Stream OpenOutput();

    /// <summary>Whether a person watches standard error, so that a line may be overwritten.</summary>
    bool IsInteractive { get; }

    /// <summary>Columns of the terminal.</summary>
    int Width { get; }

    /// <summary>The clock.</summary>
    TimeProvider Time { get; }
}

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
