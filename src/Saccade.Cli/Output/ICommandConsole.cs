using System.Globalization;
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
    private const int UnknownWidth = 100, SmallestWidth = 20;

    // Set by whoever wants another width than that of the terminal, or one for a pipe.
    private const string WidthVariable = "COLUMNS";

    public SystemConsole()
    {
        // Names of classes and files may hold any letter; a byte-order mark would break pipes.
        Out = new TerminalWriter(new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true }, WidthOf(Console.IsOutputRedirected));
        Error = new TerminalWriter(new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true }, WidthOf(Console.IsErrorRedirected), mayVanish: true);
        IsInteractive = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
    }

    public TerminalWriter Out { get; }

    public TerminalWriter Error { get; }

    public Stream OpenInput() => Console.OpenStandardInput();

    public Stream OpenOutput() => Console.OpenStandardOutput();

    public bool IsInteractive { get; }

    public int Width => Asked ?? Terminal ?? UnknownWidth;

    private static int? Asked
        => int.TryParse(Environment.GetEnvironmentVariable(WidthVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width >= SmallestWidth ? width : null;

    private static int? Terminal
    {
        get
        {
            try
            {
                return Console.WindowWidth is >= SmallestWidth and var width ? width : null;
            }
            catch (IOException)
            {
                return null; // no terminal
            }
        }
    }

    private static int WidthOf(bool isRedirected) => Asked ?? (isRedirected ? null : Terminal) ?? Wrapped.Unlimited;

    public TimeProvider Time => TimeProvider.System;
}
