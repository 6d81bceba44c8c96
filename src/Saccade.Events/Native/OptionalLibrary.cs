using System.Runtime.InteropServices;

namespace Saccade.Events.Native;

/// <summary>A library of the operating system that is used where it is installed; what needs it fails with its name where it is not.</summary>
public sealed class OptionalLibrary
{
    private readonly Lazy<(nint Handle, string? File)> _loaded;

    internal OptionalLibrary(string name, string purpose, string package, params string[] fileNames)
    {
        Name = name;
        Purpose = purpose;
        Package = package;
        _loaded = new(() => Load(fileNames));
    }

    /// <summary>Name, for example <c>libzstd</c>.</summary>
    public string Name { get; }

    /// <summary>What it is used for, in words.</summary>
    public string Purpose { get; }

    /// <summary>The package of Debian that holds it.</summary>
    public string Package { get; }

    /// <summary>Name of the file that was loaded; null when none was found. The first look loads it.</summary>
    public string? File => _loaded.Value.File;

    /// <summary>Whether the library is installed.</summary>
    public bool IsFound => File is not null;

    /// <summary>What to do where it is not installed.</summary>
    public string Remedy => $"on Debian: apt install {Package}";

    /// <summary>A function of the library.</summary>
    /// <param name="symbol">Its name.</param>
    /// <param name="olderSymbol">Its name in older versions.</param>
    /// <exception cref="DllNotFoundException">The library is not installed, or does not have the function.</exception>
    internal T Function<T>(string symbol, string? olderSymbol = null)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(Address(symbol, olderSymbol));

    /// <summary>The value of a 64-bit variable of the library.</summary>
    /// <exception cref="DllNotFoundException">The library is not installed, or does not have the variable.</exception>
    internal long Variable(string symbol) => Marshal.ReadInt64(Address(symbol, null));

    private static (nint Handle, string? File) Load(string[] fileNames)
    {
        foreach (string file in fileNames)
        {
            if (NativeLibrary.TryLoad(file, out nint handle))
                return (handle, file);
        }

        return (0, null);
    }

    private nint Address(string symbol, string? olderSymbol)
    {
        if (!IsFound)
            throw new DllNotFoundException($"{Name} is not installed; {Remedy}");
        nint library = _loaded.Value.Handle;
        return NativeLibrary.TryGetExport(library, symbol, out nint address) || (olderSymbol is not null && NativeLibrary.TryGetExport(library, olderSymbol, out address))
            ? address
            : throw new DllNotFoundException($"{File} has no '{symbol}'; it is of a version that is not supported");
    }
}
