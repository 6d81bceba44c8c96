using System.Text.RegularExpressions;
using Xunit;

namespace Saccade.Tests.Architecture;

/// <summary>Rules of the house that the compiler cannot hold.</summary>
public sealed partial class SourcePolicyTests
{
    public static TheoryData<string> Policies => [.. SourcePolicy.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Sources_KeepPolicy(string name)
    {
        var policy = SourcePolicy.All.Single(p => p.Name == name);

        var violations = policy.Folders.SelectMany(Repository.Sources)
            .SelectMany(f => policy.Violations(Repository.Read(f)).Select(v => $"{f}:{v}"));

        Violations.AssertNone(violations, policy.Name);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Policy_ItsOwnExamples_AreToldApart(string name)
    {
        var policy = SourcePolicy.All.Single(p => p.Name == name);

        Assert.Single(policy.Violations($"\n{policy.Forbidden}\n"));
        Assert.Empty(policy.Violations(policy.Allowed));
        Assert.Empty(policy.Violations($"// {policy.Forbidden}"));
        Assert.All(policy.Folders, f => Assert.True(Directory.Exists(Path.Combine(Repository.Root, f))));
    }

    /// <summary>
    /// Folders whose types stay in the namespace of their project, so that users of a network need one using line; folders
    /// of specialists (Files, Ops, Autograd) have their own.
    /// </summary>
    private static readonly string[] _foldersOfTheRootNamespace =
    [
        "src/Saccade.Networks/Conversion", "src/Saccade.Networks/Description", "src/Saccade.Networks/Kinds", "src/Saccade.Networks/Layers", "src/Saccade.Networks/Models",
        "src/Saccade.Networks/Neurons", "src/Saccade.Networks/Parameters", "src/Saccade.Tensors/Layout",
    ];

    /// <summary>Where .NET's convention for a kind of code names another namespace: what adds services is found by those who have the services.</summary>
    private static readonly Dictionary<string, string> _byConvention = new()
    {
        ["src/Saccade.Recognition/SaccadeServiceCollectionExtensions.cs"] = "Microsoft.Extensions.DependencyInjection",
    };

    [Fact]
    public void Namespace_OfEachSource_IsItsFolderOrItsProject()
    {
        var wrong = Repository.Sources("src").Concat(Repository.Sources("tests"))
            .Select(f => (File: f, Expected: ExpectedNamespace(f), Actual: Namespace().Match(Repository.Read(f)).Groups["name"].Value))
            .Where(x => x.Actual.Length > 0 && x.Actual != x.Expected)
            .Select(x => $"{x.File}: namespace {x.Actual}, expected {x.Expected}");

        Violations.AssertNone(wrong, "the namespace of a source is its folder");
    }

    private static string ExpectedNamespace(string file)
    {
        if (_byConvention.TryGetValue(file, out string? convention))
            return convention;
        string[] folders = file.Split('/')[..^1];
        bool root = _foldersOfTheRootNamespace.Contains(string.Join('/', folders));
        return root ? folders[1] : string.Join('.', folders[1..]);
    }

    [Fact]
    public void Files_NameNoPathOfABuildMachine()
    {
        var found = Repository.TextFiles()
            .SelectMany(f => MachinePaths(Repository.Read(f)).Select(m => $"{f}: {m}"));

        Violations.AssertNone(found, "no file names a path of the machine it was made on");
    }

    [Theory]
    [InlineData("see {0}/x", true)]
    [InlineData("\"{0}/x\"", true)]
    [InlineData("of the net{0}/x", false)]
    public void MachinePaths_InText_AreFound(string text, bool found)
    {
        foreach (string folder in new[] { "work", "tmp", "root", "home" })
            Assert.Equal(found, MachinePaths(string.Format(text, "/" + folder)).Any());
    }

    private static IEnumerable<string> MachinePaths(string text) => MachinePath().Matches(text).Select(m => m.Value.Trim());

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"(?<![\w.~*>}$])/(?:work|tmp|root|home)/[^\s""'`)]*")]
    private static partial Regex MachinePath();
}
