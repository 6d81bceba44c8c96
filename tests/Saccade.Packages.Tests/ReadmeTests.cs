using System.Text.RegularExpressions;
using Xunit;

namespace Saccade.Packages.Tests;

/// <summary>The examples in the readmes of the packages are programs that work as they stand.</summary>
public sealed partial class ReadmeTests(PackageFeed feed)
{
    [Fact]
    public void Example_OfThePackageForApplications_Decides()
    {
        var application = Example("Saccade");
        File.Copy(feed.Model.Path, Path.Combine(application.Folder, "cars.safetensors"));
        File.Copy(feed.Model.Recordings.Single(r => r.EndsWith(".dat", StringComparison.Ordinal)), Path.Combine(application.Folder, "drive.dat"));

        Assert.Contains("after 4 steps", application.Build().Run([]).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Example_OfTheTraining_Trains()
    {
        var application = Example("Saccade.Training");

        Assert.Contains("of the test recordings; model in", application.Build().Run([]).Succeeded().Output, StringComparison.Ordinal);
    }

    private Application Example(string package)
    {
        using var opened = feed.Open(package);
        using StreamReader reader = new(opened.GetEntry("README.md")!.Open());
        string program = CSharp().Match(reader.ReadToEnd()).Groups["code"].Value;
        Assert.NotEmpty(program);
        return Application.Create(feed, "readme-of-" + package, package, program);
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CSharp();
}
