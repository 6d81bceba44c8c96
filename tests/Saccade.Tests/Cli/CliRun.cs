using System.Text.Json;
using Saccade.Cli;
using Saccade.Cli.Hosting;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>A command that ran in this process: its exit code and what it wrote.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    public static CliRun Of(params string[] args) => Of(new CapturedConsole(), CancellationToken.None, args);

    public static CliRun Of(CapturedConsole console, CancellationToken cancellation, params string[] args)
    {
        var context = new CommandContext(console, cancellation);
        int code = CommandLine.Run(CommandTree.Build(context), args, context);
        return new CliRun(code, console.Out.ToString()!, console.Error.ToString()!);
    }

    /// <summary>This run, after its exit code was checked.</summary>
    public CliRun Expect(ExitCode code)
    {
        Assert.True(Code == (int)code, $"exit code {Code}, expected {(int)code}\nstandard error:\n{Error}\nstandard output:\n{Out}");
        return this;
    }

    /// <summary>The one JSON document on standard output.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Out);
        return document.RootElement.Clone();
    }

    /// <summary>The accuracy after each step that an object of a result holds.</summary>
    public static double[] Steps(JsonElement result) => [.. result.GetProperty("accuracy_by_steps").EnumerateArray().Select(a => a.GetDouble())];
}
