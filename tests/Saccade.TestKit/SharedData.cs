using Xunit;

namespace Saccade.TestKit;

/// <summary>Finds the folder <c>shared</c> beside the repository: recordings and reference numbers that are never committed.</summary>
public static class SharedData
{
    /// <summary>The path of a file or folder in <c>shared</c>; skips the running test, saying so, where it is absent.</summary>
    public static string Require(params string[] parts)
    {
        string? root = FindRoot();
        Assert.SkipWhen(root is null, "needs the folder 'shared' beside the repository, which is not on this machine");
        string path = Path.Combine([root!, .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"needs 'shared/{string.Join('/', parts)}', which is not on this machine");
        return path;
    }

    /// <summary>The root of the repository: the folder that holds <c>Saccade.slnx</c>.</summary>
    public static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Saccade.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("the tests do not run from inside the repository");
    }

    private static string? FindRoot()
    {
        string path = Path.Combine(RepositoryRoot(), "..", "shared");
        return Directory.Exists(path) ? Path.GetFullPath(path) : null;
    }
}
