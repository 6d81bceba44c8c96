using System.Text;
using Saccade.Files;

namespace Saccade.Cli.Output;

/// <summary>
/// The one way of text to a terminal, file or pipe of the console: escapes what would steer a terminal (see <see cref="ShownText"/>). <c>WriteLine</c> writes one line whatever is
/// in it; text of several lines goes through <c>Write</c>.
/// </summary>
/// <param name="inner">Where the text goes.</param>
/// <param name="width">Characters of a line, after which it goes on in the next one, between words; <see cref="Wrapped.Unlimited"/> for files and pipes.</param>
/// <param name="mayVanish">Whether text is dropped when the other side takes no more, for standard error: there is nobody left to tell.</param>
internal sealed class TerminalWriter(TextWriter inner, int width = Wrapped.Unlimited, bool mayVanish = false) : TextWriter
{
    private const string Kept = "\n\t", KeptInLine = "\t";

    // Blanks before what goes on from the line before.
    private const int Indent = 2;

    public override Encoding Encoding => inner.Encoding;

    /// <summary>The width of a writer; of one that is no terminal there is no limit.</summary>
    public static int WidthOf(TextWriter writer) => (writer as TerminalWriter)?.Width ?? Wrapped.Unlimited;

    /// <summary>Characters of a line.</summary>
    public int Width => width;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => Pass(() => inner.Write(ShownText.Of(value ?? "", Kept)));

    public override void WriteLine() => Pass(inner.WriteLine);

    public override void WriteLine(string? value)
    {
        string line = ShownText.Of(value ?? "", KeptInLine);
        int indent = line.Length - line.TrimStart(' ').Length + Indent;
        foreach (string part in line.Length <= width ? [line] : Wrapped.Lines(line, width, indent))
            Pass(() => inner.WriteLine(part));
    }

    public override void WriteLine(ReadOnlySpan<char> buffer) => WriteLine(buffer.ToString());

    /// <summary>Passes on what is meant for a terminal: text with its control sequences.</summary>
    public void WriteControls(string value) => Pass(() => inner.Write(value));

    public override void Flush() => Pass(inner.Flush);

    /// <summary>What a writer that collects text has collected.</summary>
    public override string ToString() => inner.ToString()!;

    private void Pass(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (mayVanish && e is (IOException or UnauthorizedAccessException or ObjectDisposedException))
        {
            // Closed, full or gone: a message that cannot be told must not end the work that it is about.
        }
    }
}
