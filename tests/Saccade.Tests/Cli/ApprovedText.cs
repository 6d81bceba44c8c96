using Saccade.TestKit;
using Xunit;

namespace Saccade.Tests.Cli;

/// <summary>Output compared with a file; <c>SACCADE_APPROVE=1</c> rewrites the file.</summary>
internal static class ApprovedText
{
    public static void Check(string name, string actual)
    {
        string file = Path.Combine(SharedData.RepositoryRoot(), "tests", "Saccade.Tests", "Cli", "Approved", name + ".txt");
        string text = string.Join('\n', actual.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("SACCADE_APPROVE") == "1")
            File.WriteAllText(file, text);
        Assert.True(File.Exists(file), $"there is no approved text {file}; SACCADE_APPROVE=1 writes it");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), text);
    }
}
