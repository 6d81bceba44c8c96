using System.Runtime.InteropServices;

namespace Saccade.Events.Native;

/// <summary>Decodes JPEG images with libturbojpeg.</summary>
internal static class TurboJpeg
{
    private const int GreyColours = 2; // TJCS_GRAY
    private const int RgbPixels = 0;   // TJPF_RGB
    private const int GreyPixels = 6;  // TJPF_GRAY
    private static readonly Lazy<Functions> _functions = new(() => new Functions(NativeLibraries.TurboJpeg));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint InitDecompress();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int DecompressHeader(nint handle, ref byte source, CULong length, out int width, out int height, out int subsampling, out int colours);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Decompress(
        nint handle, ref byte source, CULong length, ref byte target, int width, int pitch, int height, int pixelFormat, int flags);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint GetErrorStr(nint handle);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Destroy(nint handle);

    /// <summary>Decodes an image; grey ones stay grey, all others become red, green, blue.</summary>
    /// <param name="source">The whole file.</param>
    /// <param name="maxPixels">Most pixels to decode.</param>
    /// <exception cref="InvalidDataException">The bytes are no whole JPEG image, or it is larger than allowed.</exception>
    /// <exception cref="DllNotFoundException">libturbojpeg is not installed; the message names its package.</exception>
    public static JpegImage Decode(ReadOnlySpan<byte> source, int maxPixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPixels);
        Functions jpeg = _functions.Value;
        if (source.IsEmpty)
            throw new InvalidDataException("an empty file, no JPEG image");
        nint handle = jpeg.Init();
        try
        {
            ref byte first = ref MemoryMarshal.GetReference(source);
            CULong length = new((nuint)source.Length);
            Check(jpeg, handle, jpeg.Header(handle, ref first, length, out int width, out int height, out _, out int colours));
            if ((long)width * height is var pixels && (pixels <= 0 || pixels > maxPixels))
                throw new InvalidDataException($"a JPEG image of {width}x{height}; at most {maxPixels} pixels are decoded");
            int channels = colours == GreyColours ? 1 : 3;
            byte[] target = new byte[checked((int)(pixels * channels))];
            int format = channels == 1 ? GreyPixels : RgbPixels;
            Check(jpeg, handle, jpeg.Decompress(handle, ref first, length, ref target[0], width, width * channels, height, format, 0));
            return new JpegImage(width, height, channels, target);
        }
        finally
        {
            jpeg.Destroy(handle);
        }
    }

    /// <summary>Warnings count as damage: a truncated image would come out half grey.</summary>
    private static void Check(Functions jpeg, nint handle, int result)
    {
        if (result != 0)
            throw new InvalidDataException($"a damaged JPEG image ({Marshal.PtrToStringUTF8(jpeg.Error(handle))})");
    }

    private sealed class Functions(OptionalLibrary library)
    {
        public readonly InitDecompress Init = library.Function<InitDecompress>("tjInitDecompress");
        public readonly DecompressHeader Header = library.Function<DecompressHeader>("tjDecompressHeader3");
        public readonly Decompress Decompress = library.Function<Decompress>("tjDecompress2");
        public readonly GetErrorStr Error = library.Function<GetErrorStr>("tjGetErrorStr2");
        public readonly Destroy Destroy = library.Function<Destroy>("tjDestroy");
    }
}
