using Saccade.Events.Formats;

namespace Saccade.Cli.Hosting;

/// <summary>A recording that another program sends.</summary>
internal static class PipedInput
{
    /// <summary>The path that stands for standard input.</summary>
    public const string Path = "-";

    /// <summary>What messages call it.</summary>
    public const string Name = "(standard input)";

    private const int FirstBytes = 1 << 12;

    /// <summary>Waits for the first bytes.</summary>
    /// <exception cref="CommandException">There is none: the program before the pipe sent nothing.</exception>
    public static Stream Open(CommandContext context)
    {
        var input = context.Console.OpenInput();
        byte[] first = new byte[FirstBytes];
        int got = input.ReadAtLeast(first, 1, throwOnEndOfStream: false);
        return got > 0
            ? new PrefixedStream(first.AsMemory(0, got), input)
            : throw new CommandException(ExitCode.BadData, $"{Name}: got nothing, expected a recording; the program before the pipe may have failed");
    }
}
