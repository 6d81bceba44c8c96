using System.Net.Sockets;
using System.Text.Json;
using Saccade.Cli.Hosting;
using Saccade.Files;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>What goes wrong outside of the program is told in its own words, not in those of the runtime.</summary>
[Collection(nameof(TinyWorldCollection))]
public sealed class RawMessageTests(TinyWorld world)
{
    private static readonly string[] _ofRuntime = ["Could not find", "Access to the path", "Parameter '", "LineNumber", "BytePosition", "Object reference", "   at ", "Exception", "saccade-tmp", "unexpected error"];

    [Theory]
    [InlineData("train no.yaml", "there is no file")]
    [InlineData("train no/folder/no.yaml", "a folder that it is in is missing")]
    [InlineData("train DEEP", "more than 16 levels")]
    [InlineData("train RECORDING", "expected a recipe")]
    [InlineData("train RECIPE --data no-such-data --out OUT", "no such folder")]
    [InlineData("train RECIPE --data DATA --out RECIPE", "")]
    [InlineData("eval --model no.safetensors --data DATA", "there is no file")]
    [InlineData("eval --model RECIPE --data DATA", "expected a safetensors file")]
    [InlineData("eval --model RUN --data RECORDING", "")]
    [InlineData("predict no.bin --model RUN", "there is no file")]
    [InlineData("predict DATA --model RUN", "a folder")]
    [InlineData("events info no.bin", "there is no file")]
    [InlineData("events info LONG", "is too long")]
    [InlineData("events convert RECORDING LONG.dat", "is too long")]
    [InlineData("events convert RECORDING no/such/../x/a.dat --force --to no", "--to no")]
    [InlineData("events render RECORDING RECIPE/x.png", "")]
    [InlineData("recipe new RECIPE/x.yaml --data DATA", "")]
    [InlineData("data info RECIPE", "")]
    [InlineData("data split DATA -o RECIPE/x --rule stratified", "")]
    [InlineData("report DATA", "holds no run")]
    [InlineData("model info DATA", "there is no file")]
    public void OutsideTrouble_IsToldInPlainWords(string line, string expected)
    {
        string deep = world.File("deep.yaml", System.Text.Encoding.ASCII.GetBytes("a: " + new string('[', 5000)));
        (string Word, string Value)[] words = [("RECIPE", world.Recipe), ("RECORDING", world.TestRecordings[0]), ("DATA", world.Data), ("DEEP", deep), ("OUT", world.Place()), ("RUN", world.Run), ("LONG", new string('x', 300))];

        var run = CliRun.Of([.. line.Split(' ').Select(word => words.Aggregate(word, (text, w) => text.Replace(w.Word, w.Value, StringComparison.Ordinal)))]);

        Assert.NotEqual((int)ExitCode.Ok, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.All(_ofRuntime, words => Assert.DoesNotContain(words, run.Error, StringComparison.Ordinal));
    }

    public static TheoryData<Exception, string> Messages => new()
    {
        { new FileNotFoundException("Could not find file '/a/b'.", "/a/b"), "there is no file '/a/b'" },
        { new DirectoryNotFoundException("Could not find a part of the path '/a/b'."), "there is no '/a/b'; a folder that it is in is missing too" },
        { new DirectoryNotFoundException("got 'x', expected a folder with runs"), "got 'x', expected a folder with runs" },
        { new UnauthorizedAccessException("Access to the path '/a/b' is denied."), "'/a/b' may not be opened (permission denied)" },
        { new PathTooLongException("The file name 'x' is too long"), "the name 'x' is too long for this system" },
        { new IOException("No space left on device : '/a/b'", 28), "no room is left on the disk for '/a/b'" },
        { new IOException("The process cannot access the file '/a' because it is being used by another process."), "'/a' is in use by another program" },
        { new HttpRequestException("Name or service not known (x:443)", new SocketException((int)SocketError.HostNotFound)), "no connection (" },
        { new JsonException("'}' is invalid. Path: $.a | LineNumber: 3 | BytePositionInLine: 4."), "'}' is invalid" },
        { new ArgumentException("got 1, expected 2 (Parameter 'x')", "x"), "got 1, expected 2" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void ErrorText_SaysWhatIsTheMatter(Exception exception, string expected) => Assert.StartsWith(expected, ErrorText.Of(exception), StringComparison.Ordinal);
}
