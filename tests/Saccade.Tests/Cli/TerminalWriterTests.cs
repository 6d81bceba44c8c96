using Saccade.Cli.Output;
using Xunit;

namespace Saccade.Tests.Cli;

public sealed class TerminalWriterTests
{
    private const string Hostile = "\u001b]0;title\u0007\u009b2Ja\u202Eb";

    [Fact]
    public void Write_AnyWay_EscapesWhatSteersATerminal()
    {
        var inner = new StringWriter { NewLine = "\n" };
        var writer = new TerminalWriter(inner);

        writer.Write(Hostile);
        writer.Write(Hostile.ToCharArray());
        writer.Write(Hostile.AsSpan());
        writer.Write('\u001b');
        writer.WriteLine(Hostile + "\nsecond");
        writer.WriteLine("{0}{1}", Hostile, 1);

        string shown = writer.ToString();
        Assert.DoesNotContain(shown, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202E', shown);
        Assert.Equal(2, shown.Count(c => c == '\n'));
    }

    [Fact]
    public void Write_SeveralLines_KeepsThem()
    {
        var inner = new StringWriter();
        new TerminalWriter(inner).Write("a\n\tb\n");

        Assert.Equal("a\n\tb\n", inner.ToString());
    }

    [Fact]
    public void Write_ToAnOtherSideThatIsGone_FailsOrIsDropped()
    {
        var gone = new StreamWriter(new FullStream()) { AutoFlush = true };

        Assert.Throws<IOException>(() => new TerminalWriter(gone).WriteLine("x"));
        new TerminalWriter(gone, mayVanish: true).WriteLine("x");
    }

    [Fact]
    public void Commands_WithHostileNames_PrintOneLineEach()
    {
        string folder = Directory.CreateTempSubdirectory("saccade-test-").FullName;
        try
        {
            string path = Path.Combine(folder, "new\nline\u001b[31m.bin");
            File.WriteAllBytes(path, [1, 2, 128, 0, 5, 1]);

            var run = CliRun.Of("events", "info", path);

            Assert.Contains("new\\nline\\u001B[31m.bin", run.Error, StringComparison.Ordinal);
            Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class FullStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
