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
