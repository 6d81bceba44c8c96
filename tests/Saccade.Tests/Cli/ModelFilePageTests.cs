using System.Diagnostics;
using System.Globalization;
using Saccade.Cli.Hosting;
using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>The Python program of docs/model-file.md, run as it stands there.</summary>
[Collection(nameof(TinyWorldCollection))]
public sealed class ModelFilePageTests(TinyWorld world)
{
    // The same sums in another order, in float32.
    private const double Tolerance = 1e-4;

    [Fact]
    public void PythonOfThePage_ModelOfARun_GivesTheProbabilitiesOfPredict()
    {
        string python = PythonWithTorch();
        string program = world.File("probabilities.py", System.Text.Encoding.UTF8.GetBytes(Program()));
        string events = world.File("recording.npz", []);
        CliRun.Of("events", "convert", world.TestRecordings[0], events, "--force").Expect(ExitCode.Ok);

        var run = CliRun.Of("predict", world.TestRecordings[0], "--model", world.Model, "--steps", "--json").Expect(ExitCode.Ok);

        var expected = run.Json().GetProperty("recordings")[0].GetProperty("steps").EnumerateArray()
            .Select(s => s.GetProperty("probabilities").EnumerateArray().Select(p => p.GetDouble()).ToArray()).ToList();
        var actual = Run(python, program, world.Model, events).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.Equal(expected.Count, actual.Count);
        for (int step = 0; step < expected.Count; step++)
            Assert.All(expected[step].Zip(actual[step]), p => Assert.Equal(p.First, p.Second, Tolerance));
    }

    /// <summary>The only block of Python on the page.</summary>
    private static string Program()
    {
        string page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "docs", "model-file.md")).ReplaceLineEndings("\n");
        string[] parts = page.Split("```python\n");
        Assert.Equal(2, parts.Length);
        return parts[1][..parts[1].IndexOf("```", StringComparison.Ordinal)];
    }

    private static string PythonWithTorch()
    {
        foreach (string python in new[] { "/usr/bin/python3", "python3" })
        {
            if (TryRun(python, out _, "-c", "import numpy, torch"))
                return python;
        }

        Assert.Skip("needs Python with PyTorch and NumPy (Debian: python3-torch), which is not on this machine");
        return "";
    }

    private static string Run(string python, params string[] arguments)
    {
        Assert.True(TryRun(python, out string text, arguments), text);
        return text;
    }

    private static bool TryRun(string program, out string text, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                text += error.Result;
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            text = e.Message;
            return false;
        }
    }
}
