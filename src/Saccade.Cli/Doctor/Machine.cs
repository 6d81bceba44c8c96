using System.Runtime.InteropServices;
using Saccade.Training.Ranks;

namespace Saccade.Cli.Doctor;

/// <summary>Facts about the machine.</summary>
internal static class Machine
{
    /// <summary>Name of the processor, as far as the system tells.</summary>
    public static string Processor()
    {
        const string Key = "model name";
        try
        {
            if (File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) is { } line)
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is not known, which is no problem.
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "not known";
    }

    /// <summary>Versions of the SDKs beside the runtime in use; none where only the runtime is installed.</summary>
    public static IReadOnlyList<string> Sdks()
    {
        try
        {
            string folder = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "sdk"));
            return Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => char.IsAsciiDigit(name[0])).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The MPI library that training on several processes would use; what to install where there is none.</summary>
    public static string Mpi()
    {
        try
        {
            var library = MpiLibrary.Load(MpiEnvironment.Current());
            return $"{library.ShortVersion} ({library.Path}){(library.Kind == MpiKind.OpenMpi5 ? ", not tested with Saccade" : "")}; for train --ranks";
        }
        catch (MpiException e)
        {
            return $"none, needed only for train --ranks: {e.Message}";
        }
    }

    /// <summary>Free space where results would be written.</summary>
    public static long FreeDisk()
    {
        try
        {
            return new DriveInfo(Environment.CurrentDirectory).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return -1;
        }
    }
}
