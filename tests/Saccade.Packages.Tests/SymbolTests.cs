using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Xunit;

namespace Saccade.Packages.Tests;

/// <summary>Symbols lead a debugger to the published sources, and assemblies are the same wherever they are built.</summary>
public sealed class SymbolTests(PackageFeed feed)
{
    private static readonly Guid _sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    public static TheoryData<string> Libraries => ["Saccade", "Saccade.Training"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Symbols_NameSourcesByTheRepository(string id)
    {
        using var symbols = feed.Open(id, ".snupkg");
        var files = symbols.Entries.Where(e => e.FullName.EndsWith(".pdb", StringComparison.Ordinal)).ToList();
        using var package = feed.Open(id);
        Assert.Equal(Assemblies(package).Count(), files.Count);

        foreach (var file in files)
        {
            using var provider = MetadataReaderProvider.FromPortablePdbStream(Copy(file));
            var reader = provider.GetMetadataReader();

            Assert.All(reader.Documents.Select(d => reader.GetString(reader.GetDocument(d).Name)), d => Assert.StartsWith("/_/", d, StringComparison.Ordinal));
            Assert.Contains("https://raw.githubusercontent.com/example/saccade/", SourceLink(reader), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Assemblies_AreReproducible_AndTheSymbolsAreTheirs(string id)
    {
        using var symbols = feed.Open(id, ".snupkg");
        using var package = feed.Open(id);
        foreach (var file in Assemblies(package))
        {
            using PEReader assembly = new(Copy(file));
            var entries = assembly.ReadDebugDirectory();
            Assert.Contains(entries, e => e.Type == DebugDirectoryEntryType.Reproducible);

            using var provider = MetadataReaderProvider.FromPortablePdbStream(Copy(symbols.GetEntry(Path.ChangeExtension(file.FullName, ".pdb"))!));
            BlobContentId expected = new(assembly.ReadCodeViewDebugDirectoryData(entries.Single(e => e.Type == DebugDirectoryEntryType.CodeView)).Guid, entries.Single(e => e.Type == DebugDirectoryEntryType.CodeView).Stamp);
            Assert.Equal(expected, new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id));
        }
    }

    [Fact]
    public void Assemblies_OfThePackageForApplications_MayBeTrimmed()
    {
        using var package = feed.Open("Saccade");
        foreach (var file in Assemblies(package))
        {
            using PEReader assembly = new(Copy(file));
            var reader = assembly.GetMetadataReader();
            Assert.Contains(
                reader.GetAssemblyDefinition().GetCustomAttributes().Select(a => Encoding.UTF8.GetString(reader.GetBlobBytes(reader.GetCustomAttribute(a).Value))),
                v => v.Contains("IsTrimmable", StringComparison.Ordinal) && v.Contains("True", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<ZipArchiveEntry> Assemblies(ZipArchive package) => package.Entries.Where(e => e.FullName.EndsWith(".dll", StringComparison.Ordinal));

    private static string SourceLink(MetadataReader reader)
    {
        var link = reader.GetCustomDebugInformation(EntityHandle.ModuleDefinition).Select(reader.GetCustomDebugInformation).Single(i => reader.GetGuid(i.Kind) == _sourceLink);
        return Encoding.UTF8.GetString(reader.GetBlobBytes(link.Value));
    }

    private static MemoryStream Copy(ZipArchiveEntry entry)
    {
        MemoryStream copy = new();
        using var stream = entry.Open();
        stream.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }
}
