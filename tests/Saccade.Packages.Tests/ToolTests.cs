using System.Text.Json;
using Xunit;

namespace Saccade.Packages.Tests;

/// <summary>The tool, installed from the package.</summary>
public sealed class ToolTests(PackageFeed feed) : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(feed.Root, "tool")).FullName;

    [Fact]
    public void InstalledTool_ShowsItsVersionAndHelp_AndWorks()
    {
        string[] install = ["tool", "install", "Saccade.Tool", "--version", feed.Version, "--source", feed.Folder, "--tool-path", _folder];
        Command.Run("dotnet", install, _folder, feed.Cache).Succeeded();

        Assert.StartsWith($"saccade {feed.Version}", Saccade("--version"), StringComparison.Ordinal);
        Assert.Contains("predict", Saccade("--help"), StringComparison.Ordinal);
        Assert.Contains("events", Saccade("events", "info", feed.Model.Recordings[0]), StringComparison.Ordinal);

        // The command and a program with the package say the same to the bit.
        var program = Application.Create(feed, "beside-the-tool", "Saccade", Application.Source("Decide.cs")).Build();
        string expected = program.Run([feed.Model.Path, feed.Model.Recordings[0]]).Succeeded().Output;
        using var said = JsonDocument.Parse(Saccade("predict", feed.Model.Recordings[0], "--model", feed.Model.Path, "--json"));
        var steps = said.RootElement.GetProperty("recordings")[0].GetProperty("steps").EnumerateArray()
            .Select(s => string.Join(' ', s.GetProperty("probabilities").EnumerateArray().Select(p => p.GetDouble().ToString("R"))));
        Assert.Equal(expected.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => string.Join(' ', l.TrimEnd().Split(' ')[3..])), steps);

        Saccade("demo", "--quick", "--out", Path.Combine(_folder, "demo"));
        Assert.True(File.Exists(Path.Combine(_folder, "demo", "report.html")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Saccade(params string[] arguments) => Command.Run(Path.Combine(_folder, "saccade"), arguments, _folder).Succeeded().Output;
}
