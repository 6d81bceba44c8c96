using System.Runtime.InteropServices;

namespace Saccade.Packages.Tests;

/// <summary>A project of a user, outside of this clone, that has one of our packages and one source.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Feed">Where the packages come from.</param>
internal sealed record Application(string Folder, PackageFeed Feed)
{
    /// <summary>The kind of machine that the tests run on, as .NET calls it where it is not told more exactly.</summary>
    public static string Runtime =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>The source of a program under Applications/.</summary>
    public static string Source(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Applications", name));

    /// <summary>Creates a project.</summary>
    /// <param name="feed">The packages.</param>
    /// <param name="name">Name of its folder.</param>
    /// <param name="package">The package it uses.</param>
    /// <param name="source">Its only source.</param>
    public static Application Create(PackageFeed feed, string name, string package, string source)
    {
        string folder = Directory.CreateDirectory(Path.Combine(feed.Root, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "Program.cs"), source);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="local" value="{feed.Folder}" />
              </packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(folder, "App.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <NuGetAudit>false</NuGetAudit>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{feed.Version}" />
              </ItemGroup>
            </Project>
            """);
        return new Application(folder, feed);
    }

    /// <summary>Builds it to run on the shared framework.</summary>
    public BuiltApplication Build()
    {
        string output = Path.Combine(Folder, "out");
        var build = Dotnet("build", "-c", "Release", "-nologo", "-o", output);
        return new BuiltApplication(build, ["dotnet", Path.Combine(output, "App.dll")], Folder);
    }

    /// <summary>Publishes it with a framework of its own.</summary>
    /// <param name="properties">How: <c>PublishTrimmed=true</c> or <c>PublishAot=true</c>, and what goes with it.</param>
    public BuiltApplication Publish(params string[] properties)
    {
        string output = Path.Combine(Folder, "out");
        var build = Dotnet(["publish", "-c", "Release", "-nologo", "-r", Runtime, "--self-contained", "-o", output, .. properties.Select(p => "-p:" + p)]);
        return new BuiltApplication(build, [Path.Combine(output, OperatingSystem.IsWindows() ? "App.exe" : "App")], Folder);
    }

    private Command Dotnet(params string[] arguments) => Command.Run("dotnet", arguments, Folder, Feed.Cache).Succeeded();
}

/// <summary>A program that can be run.</summary>
/// <param name="Build">What built it.</param>
/// <param name="Start">The program, and what stands before its own arguments.</param>
/// <param name="Folder">Where it runs.</param>
internal sealed record BuiltApplication(Command Build, IReadOnlyList<string> Start, string Folder)
{
    /// <summary>Lines in which the compiler or the trimmer warns.</summary>
    public IReadOnlyList<string> Warnings
        => [.. Build.Output.Split('\n').Select(l => l.Trim()).Where(l => l.Contains(": warning ", StringComparison.Ordinal)).Distinct()];

    /// <summary>Runs it.</summary>
    public Command Run(IEnumerable<string> arguments) => Command.Run(Start[0], [.. Start.Skip(1), .. arguments], Folder);
}
