using System.Text;
using Saccade.Cli.Output;

namespace Saccade.Tests.Cli;

/// <summary>A console whose output a test reads.</summary>
/// <param name="lineWidth">Characters of a line.</param>
internal sealed class CapturedConsole(int lineWidth = Wrapped.Unlimited) : ICommandConsole
{
    private readonly List<MemoryStream> _outputs = [];

    public TerminalWriter Out { get; } = new(new StringWriter { NewLine = "\n" }, lineWidth);

    public TerminalWriter Error { get; private init; } = new(new WatchedWriter(), lineWidth);

    /// <summary>What comes from standard input.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>What went to standard output as bytes.</summary>
    public byte[] Output => [.. _outputs.SelectMany(o => o.ToArray())];

    public bool IsInteractive { get; init; }

    public int Width { get; init; } = 100;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Stream OpenInput() => new MemoryStream(Input, writable: false);

    public Stream OpenOutput()
    {
        _outputs.Add(new MemoryStream());
        return _outputs[^1];
    }

    /// <summary>Called with every line of standard error.</summary>
    public Action<string>? OnError { init => Error = new TerminalWriter(new WatchedWriter { OnLine = value }); }

    /// <summary>A writer that tells what it is given, line by line.</summary>
    private sealed class WatchedWriter : StringWriter
    {
        public WatchedWriter() => NewLine = "\n";

        public Action<string>? OnLine { get; set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            OnLine?.Invoke(value ?? "");
        }
    }
}
