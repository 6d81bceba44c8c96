using System.IO.Compression;
using System.Xml.Linq;
using Saccade.Packages.Tests;
using Saccade.TestKit;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(PackageFeed))]
[assembly: Parallelization(Mode = ParallelMode.None)] // builds would wait for one another anyway

namespace Saccade.Packages.Tests;

/// <summary>The packages of this clone, packed once as a release would be, and a model that was trained with them. Everything lies in one temporary folder.</summary>
public sealed class PackageFeed : IDisposable
{
    /// <summary>An address to find again in the packages; a release gives the real one.</summary>
    public const string RepositoryUrl = "https://github.com/example/saccade";

    private readonly Lazy<TrainedModel> _model;

    /// <summary>Packs.</summary>
    public PackageFeed()
    {
        string clone = SharedData.RepositoryRoot();
        // A version of its own, so that no other feed can have it.
        Version = XDocument.Load(Path.Combine(clone, "Directory.Build.props")).Descendants("Version").Single().Value + "-check";
        string[] pack =
        [
            "pack", "packaging/Packages.slnf", "-c", "Release", "-v", "quiet", "-nologo", "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false",
            $"-p:RepositoryUrl={RepositoryUrl}", $"-p:Version={Version}", "--artifacts-path", Build, "-o", Folder,
        ];
        try
        {
            Forget(Build); // what was built from other sources or with other properties
            Command.Run("dotnet", pack, clone).Succeeded();
        }
        catch
        {
            Dispose(); // nobody else does, since there will be no instance
            throw;
        }

        _model = new Lazy<TrainedModel>(() => TrainedModel.Train(this));
    }

    /// <summary>The version that all packages have.</summary>
    public string Version { get; }

    /// <summary>A folder of the tests.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("saccade-packages-").FullName;

    /// <summary>
    /// Where packing builds. It lies in the clone, since only paths below it become relative to it in symbols; and it always has the same name, since that is in them.
    /// </summary>
    private static string Build => Path.Combine(SharedData.RepositoryRoot(), "artifacts", "pack-check");

    /// <summary>The folder with the packages: a local feed.</summary>
    public string Folder => Path.Combine(Root, "feed");

    /// <summary>Where NuGet unpacks packages for these tests, so that nothing of an earlier run is taken for what was packed now.</summary>
    public string Cache => Path.Combine(Root, "cache");

    /// <summary>A model and recordings, made by a program that uses the package Saccade.Training.</summary>
    internal TrainedModel Model => _model.Value;

    /// <summary>Opens a package.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="extension">With the dot: the package, or that of its symbols.</param>
    public ZipArchive Open(string id, string extension = ".nupkg") => ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Version}{extension}"));

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget(Root);
        Forget(Build);
    }

    private static void Forget(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
