using System.Xml.Linq;
using Saccade.TestKit;

namespace Saccade.Tests.Architecture;

/// <summary>The files of this repository as the architecture tests see them: without build output and version control.</summary>
internal static class Repository
{
    private static readonly HashSet<string> _generated = [".git", ".vs", ".idea", "bin", "obj", "artifacts", "runs", "TestResults"];
    private static readonly HashSet<string> _text =
        [".cs", ".csproj", ".slnx", ".props", ".json", ".md", ".yaml", ".yml", ".html", ".css", ".js", ".txt", ".sh", ".cmd", ".py", ".config", ""];

    /// <summary>The programs of src/, and what their assemblies are called.</summary>
    public static IReadOnlyDictionary<string, string> Programs { get; } = new Dictionary<string, string> { ["Saccade.Cli"] = "saccade", ["Saccade.StreamProgram"] = "saccade-stream" };

    /// <summary>The projects of src/, every one but the programs.</summary>
    public static IReadOnlyList<string> Libraries { get; } = [.. Projects("src").Where(p => !Programs.ContainsKey(p))];

    public static string Root => SharedData.RepositoryRoot();

    /// <summary>Names of the projects in a folder of the root, sorted.</summary>
    public static IReadOnlyList<string> Projects(string folder)
        => [.. Directory.GetFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
            .Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    public static XDocument Project(string name) => XDocument.Load(Path.Combine(Root, "src", name, name + ".csproj"));

    /// <summary>Paths relative to the root, with '/', of the text files under <paramref name="folder"/>, sorted.</summary>
    public static IReadOnlyList<string> TextFiles(string folder = "")
        => [.. Walk(new DirectoryInfo(Path.Combine(Root, folder)))
            .Where(f => _text.Contains(f.Extension) || f.Name.StartsWith('.'))
            .Select(f => Path.GetRelativePath(Root, f.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Sources(string folder)
        => TextFiles(folder).Where(f => f.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
        => folder.EnumerateFiles().Where(f => f.Name != ".git").Concat(folder.EnumerateDirectories()
            .Where(d => !_generated.Contains(d.Name) && d.LinkTarget is null).SelectMany(Walk));
}
