using System.Runtime.Intrinsics.X86;
using Xunit;

namespace Saccade.Packages.Tests;

/// <summary>Programs that use the packages decide the same to the bit, however they are compiled.</summary>
public sealed class ApplicationTests(PackageFeed feed)
{
    private const int Starts = 11;

    [Fact]
    public void Training_FromThePackage_WritesAModelAndRecordings()
    {
        Assert.Contains("of the test recordings", feed.Model.Said, StringComparison.Ordinal);
        Assert.True(File.Exists(feed.Model.Path));
        Assert.True(feed.Model.Recordings.Count >= 10, "one recording of each format that can be written");
    }

    [Fact]
    public void Decisions_TrimmedAndNative_AreThoseOfTheSharedFramework()
    {
        string expected = Decide("shared framework", a => a.Build());
        string[] steps = expected.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4 * feed.Model.Recordings.Count, steps.Length);
        int different = steps.Select(s => s[(s.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Distinct().Count();
        Assert.True(different > steps.Length / 2, $"{different} of {steps.Length} decisions differ; of a network that is silent, equal bits would show nothing");

        Assert.Equal(expected, Decide("trimmed", a => a.Publish("PublishTrimmed=true")));

        Assert.SkipWhen(NativeCode.Problem is not null, NativeCode.Problem ?? "");
        Assert.Equal(expected, Decide("native", a => a.Publish("PublishAot=true")));
        if (Avx2.IsSupported && Fma.IsSupported) // without being told, native code uses neither
            Assert.Equal(expected, Decide("native, x86-64-v3", a => a.Publish("PublishAot=true", "IlcInstructionSet=x86-64-v3")));
    }

    private string Decide(string name, Func<Application, BuiltApplication> compile)
    {
        var program = compile(Application.Create(feed, name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-'), "Saccade", Application.Source("Decide.cs")));
        Assert.Empty(program.Warnings);

        var run = program.Run(feed.Model.Arguments).Succeeded();

        string[] first = [feed.Model.Path, feed.Model.Recordings[0]];
        double[] starts = [.. Enumerable.Range(0, Starts).Select(_ => program.Run(first).Succeeded().Time.TotalMilliseconds).Order()];
        string decision = program.Run(["--time", .. first]).Succeeded().Output.Trim();
        Console.WriteLine($"{name}: {Megabytes(program):0.0} MB; one decision, from the start of the program to its end: {starts[Starts / 2]:0} ms ({starts[0]:0} to {starts[^1]:0}); network once warm: {decision} ms");
        return run.Output;
    }

    /// <summary>What has to be copied to another machine; symbols need not.</summary>
    private static double Megabytes(BuiltApplication program)
        => Directory.GetFiles(Path.GetDirectoryName(program.Start[^1])!).Where(f => Path.GetExtension(f) is not (".pdb" or ".dbg" or ".xml")).Sum(f => new FileInfo(f).Length) / 1e6;
}
