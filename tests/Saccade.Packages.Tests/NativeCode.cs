namespace Saccade.Packages.Tests;

/// <summary>Whether programs can be compiled to native code here.</summary>
internal static class NativeCode
{
    /// <summary>Why not; null if they can.</summary>
    public static string? Problem
        => !OperatingSystem.IsLinux() ? "native compilation is tested on Linux only"
            : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(f => File.Exists(Path.Combine(f, "clang"))) ? null
            : "native compilation needs clang and zlib1g-dev, which .ci/run installs where it may";
}
