using System.Reflection;
using System.Text.RegularExpressions;
using ArchUnitNET.Loader;

namespace Saccade.Tests.Architecture;

/// <summary>
/// Which folder of a project uses which, from the compiled types; the folder of a type is that of the source that declares it, whatever
/// its namespace. Files in the root of a project are its front or its top: they belong to no folder.
/// </summary>
internal sealed partial class FolderGraph
{
    private readonly Dictionary<(string From, string To), string> _arrows = [];
    private readonly Dictionary<string, string> _folders;

    /// <summary>Reads a project of src/.</summary>
    public FolderGraph(string project)
        : this(Sources(project), Assembly.Load(Repository.Programs.GetValueOrDefault(project, project)))
    {
    }

    /// <summary>Reads the types of an assembly.</summary>
    /// <param name="sources">Each source's folder, the first one below the project, and its text.</param>
    /// <param name="assembly">What they were compiled to.</param>
    public FolderGraph(IEnumerable<(string Folder, string Text)> sources, Assembly assembly)
    {
        _folders = sources.SelectMany(s => Declared(s.Text).Select(t => (Type: t, s.Folder))).DistinctBy(t => t.Type).ToDictionary(t => t.Type, t => t.Folder);
        foreach (var type in new ArchLoader().LoadAssembly(assembly).Build().Types)
        {
            foreach (var dependency in type.Dependencies)
                Add(Outermost(type.FullName), Outermost(dependency.Target.FullName));
        }
    }

    /// <summary>The folders with types.</summary>
    public IEnumerable<string> Folders => _folders.Values.Distinct().Order(StringComparer.Ordinal);

    /// <summary>Every use of one folder by another, with an example.</summary>
    public IEnumerable<(string From, string To, string Example)> Arrows => _arrows.Select(a => (a.Key.From, a.Key.To, a.Value));

    /// <summary>The uses that lie on a cycle.</summary>
    public IEnumerable<(string From, string To, string Example)> Cycles => Arrows.Where(a => Reachable(a.To).Contains(a.From));

    private void Add(string from, string to)
    {
        if (_folders.TryGetValue(from, out string? user) && _folders.TryGetValue(to, out string? used) && user != used)
            _arrows.TryAdd((user, used), $"{ShortName(from)} uses {ShortName(to)}");
    }

    private HashSet<string> Reachable(string folder)
    {
        HashSet<string> seen = [folder];
        Queue<string> open = new(seen);
        while (open.TryDequeue(out string? next))
        {
            foreach (string to in _arrows.Keys.Where(a => a.From == next).Select(a => a.To).Where(seen.Add))
                open.Enqueue(to);
        }

        return seen;
    }

    private static IEnumerable<(string Folder, string Text)> Sources(string project)
        => Repository.Sources($"src/{project}").Select(f => (Parts: f.Split('/'), Text: Repository.Read(f)))
            .Where(f => f.Parts.Length > 3).Select(f => (f.Parts[2], f.Text));

    /// <summary>Full names of the types that a source declares outside other types.</summary>
    private static IEnumerable<string> Declared(string source)
    {
        string space = Namespace().Match(source).Groups["name"].Value;
        return Declaration().Matches(CodeText.Blank(source)).Select(m => $"{space}.{m.Groups["name"].Value}");
    }

    private static string Outermost(string fullName) => fullName.Split('+', '/', '`', '<')[0];

    private static string ShortName(string fullName) => fullName.Split('.')[^1];

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?!\s)[\w ]*\b(?:class|struct|record|interface|enum|delegate \S+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
