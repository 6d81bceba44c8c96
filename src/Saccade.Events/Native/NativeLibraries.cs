namespace Saccade.Events.Native;

/// <summary>The libraries of the operating system that are used where they are installed (decision 0005). Each is looked for once.</summary>
public static class NativeLibraries
{
    /// <summary>HDF5, version 1.10 or later.</summary>
    public static OptionalLibrary Hdf5 { get; } = new(
        "libhdf5", "reads recordings in HDF5 files", "libhdf5-103-1",
        "libhdf5_serial.so.103", "libhdf5_serial.so.310", "libhdf5_serial.so.320", "libhdf5_serial.so",
        "libhdf5.so.103", "libhdf5.so.200", "libhdf5.so.310", "libhdf5.so.320", "libhdf5.so", "libhdf5.dylib", "hdf5.dll");

    /// <summary>Zstandard.</summary>
    public static OptionalLibrary Zstd { get; } = new(
        "libzstd", "reads AEDAT 4 packets that are compressed with Zstd", "libzstd1",
        "libzstd.so.1", "libzstd.so", "libzstd.1.dylib", "libzstd.dylib", "libzstd.dll", "zstd.dll");

    /// <summary>The JPEG decoder of libjpeg-turbo.</summary>
    public static OptionalLibrary TurboJpeg { get; } = new(
        "libturbojpeg", "reads JPEG images", "libturbojpeg0",
        "libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.0.dylib", "libturbojpeg.dylib", "turbojpeg.dll");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<OptionalLibrary> All { get; } = [Hdf5, Zstd, TurboJpeg];
}
