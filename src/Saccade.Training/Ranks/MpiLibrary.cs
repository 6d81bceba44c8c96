using System.Runtime.InteropServices;
using System.Text;

namespace Saccade.Training.Ranks;

/// <summary>
/// The system's MPI library, loaded while the program runs (decision 0013): the few functions that are needed, and the handles that its kind gives a meaning. Nothing is
/// initialised before <see cref="MpiExchange.Open"/>.
/// </summary>
/// <remarks>
/// MPI standardises names and meanings, not binary forms. In Open MPI a handle is the address of an exported object, in MPICH a number that its header fixes; both are passed in a register of their own, so that one
/// signature with addresses serves both. <c>MPI_Get_library_version</c>, which may be called before anything else, tells them apart.
/// </remarks>
public sealed class MpiLibrary
{
    /// <summary>Names the library to load, by path, where the usual names do not lead to the right one.</summary>
    public const string Variable = "SACCADE_MPI";

    private const int VersionBytes = 8192; // MPI_MAX_LIBRARY_VERSION_STRING, the larger of the two
    private static readonly string[] _openMpi = ["libmpi.so.40"], _mpich = ["libmpich.so.12", "libmpi.so.12", "libmpich.so"];
    private readonly nint _library;

    private MpiLibrary(nint library, string path)
    {
        (_library, Path) = (library, path);
        Version = ReadVersion();
        Kind = KindOf(Version) ?? throw new MpiException($"got the MPI library '{path}' that calls itself '{ShortVersion}', expected Open MPI or MPICH; set {Variable} to one of these");
        (World, Bytes, ErrorsReturn, NoStatus) = Kind == MpiKind.Mpich
            ? (0x44000000, 0x4c00010d, 0x54000001, 1) // MPI_COMM_WORLD, MPI_BYTE, MPI_ERRORS_RETURN, MPI_STATUS_IGNORE of mpi.h
            : (Symbol("ompi_mpi_comm_world"), Symbol("ompi_mpi_byte"), Symbol("ompi_mpi_errors_return"), 0);
    }

    /// <summary>The file, as it was asked for.</summary>
    public string Path { get; }

    /// <summary>Which implementation it is.</summary>
    public MpiKind Kind { get; }

    /// <summary>What the library says of itself.</summary>
    public string Version { get; }

    /// <summary>The first words of <see cref="Version"/>.</summary>
    public string ShortVersion => string.Join(' ', Version.Split([',', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries).Take(3));

    /// <summary>All processes.</summary>
    internal nint World { get; }

    /// <summary>The type of a byte.</summary>
    internal nint Bytes { get; }

    /// <summary>What makes calls return errors instead of ending the process.</summary>
    internal nint ErrorsReturn { get; }

    /// <summary>Stands for a status that nobody wants.</summary>
    internal nint NoStatus { get; }

    /// <summary>The kind of a library by what it says of itself; null if it is of none that is known.</summary>
    internal static MpiKind? KindOf(string version)
        => version.StartsWith("Open MPI v5", StringComparison.Ordinal) ? MpiKind.OpenMpi5
        : version.StartsWith("Open MPI", StringComparison.Ordinal) ? MpiKind.OpenMpi
        : version.Contains("MPICH", StringComparison.Ordinal) || version.StartsWith("Intel(R) MPI", StringComparison.Ordinal) || version.Contains("CRAY MPI", StringComparison.OrdinalIgnoreCase) ? MpiKind.Mpich
        : null;

    /// <summary>Loads the library of the launcher that began this process; where none did, the first that is there.</summary>
    /// <param name="environment">Which launcher it was.</param>
    /// <exception cref="MpiException">There is none, or it is of a kind that is not known.</exception>
    public static MpiLibrary Load(MpiEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return NativeLibrary.TryLoad(given, out nint named) ? new MpiLibrary(named, given) : throw new MpiException($"got {Variable}={given}, which cannot be loaded, expected the path of libmpi.so");
        string[] names = environment.Kind == MpiKind.Mpich ? [.. _mpich, "libmpi.so"] : environment.Kind is null ? [.. _openMpi, .. _mpich, "libmpi.so"] : [.. _openMpi, "libmpi.so"];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
                return new MpiLibrary(library, name);
        }

        string package = environment.Kind == MpiKind.Mpich ? "mpich" : "openmpi-bin libopenmpi-dev";
        throw new MpiException($"found none of {string.Join(", ", names)}, expected an MPI library for training on several processes; install it (Debian, Ubuntu: apt install {package}) or set {Variable} to its path");
    }

    /// <summary>A function of the library.</summary>
    /// <typeparam name="TFunction">How it is called.</typeparam>
    /// <param name="name">Its name.</param>
    internal TFunction Function<TFunction>(string name)
        where TFunction : Delegate => Marshal.GetDelegateForFunctionPointer<TFunction>(Symbol(name));

    private nint Symbol(string name) => NativeLibrary.TryGetExport(_library, name, out nint address)
        ? address
        : throw new MpiException($"got the MPI library '{Path}' without {name}, expected all of MPI 3; set {Variable} to another one");

    private string ReadVersion()
    {
        byte[] text = GC.AllocateArray<byte>(VersionBytes, pinned: true);
        Function<MpiCalls.Two>("MPI_Get_library_version")(Marshal.UnsafeAddrOfPinnedArrayElement(text, 0), out int length);
        return Encoding.UTF8.GetString(text, 0, Math.Clamp(length, 0, text.Length)).TrimEnd('\0', '\n');
    }
}
