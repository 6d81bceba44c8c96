using System.Runtime.InteropServices;

namespace Saccade.Events.Native;

/// <summary>Unpacks Zstandard frames (RFC 8878) with libzstd.</summary>
internal static class Zstd
{
    private const ulong NotAFrame = ulong.MaxValue - 1;
    private const ulong UnknownSize = ulong.MaxValue;
    private const int FirstTarget = 1 << 16;

    private static readonly Lazy<Functions> _functions = new(() => new Functions(NativeLibraries.Zstd));

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate ulong GetFrameContentSize(nint source, nuint length);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint CreateStream();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nuint FreeStream(nint stream);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nuint DecompressStream(nint stream, ref Window output, ref Window input);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate uint IsError(nuint code);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint GetErrorName(nuint code);

    /// <summary>Unpacks one frame, or several that follow each other.</summary>
    /// <param name="source">The frames and nothing else.</param>
    /// <param name="maxBytes">Most bytes to unpack; memory grows with what is really unpacked.</param>
    /// <returns>The content.</returns>
    /// <exception cref="InvalidDataException">The bytes are no whole Zstd frame, or hold more than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="DllNotFoundException">libzstd is not installed; the message names its package.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> source, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        Functions zstd = _functions.Value;
        byte[] packed = Pinned(source.Length);
        source.CopyTo(packed);
        Window input = new() { Data = Marshal.UnsafeAddrOfPinnedArrayElement(packed, 0), Size = (nuint)packed.Length };
        ulong claimed = packed.Length == 0 ? NotAFrame : zstd.ContentSize(input.Data, input.Size);
        if (claimed == NotAFrame)
            throw new InvalidDataException("no Zstd frame");
        if (claimed != UnknownSize && claimed > (ulong)maxBytes)
            throw new InvalidDataException($"a Zstd frame of more than {maxBytes} bytes");
        nint stream = zstd.Create();
        try
        {
            return Unpack(zstd, stream, input, maxBytes);
        }
        finally
        {
            zstd.Free(stream);
        }
    }

    private static byte[] Unpack(Functions zstd, nint stream, Window input, int maxBytes)
    {
        byte[] target = Pinned(Math.Min(FirstTarget, maxBytes));
        nuint filled = 0, left = 1;
        while (left != 0 || input.Position < input.Size)
        {
            if (filled == (nuint)target.Length && target.Length < maxBytes)
                target = Grown(target, maxBytes);
            Window output = new() { Data = Marshal.UnsafeAddrOfPinnedArrayElement(target, 0), Size = (nuint)target.Length, Position = filled };
            nuint before = input.Position;
            left = zstd.Decompress(stream, ref output, ref input);
            if (zstd.Failed(left) != 0)
                throw new InvalidDataException($"a damaged Zstd frame ({Marshal.PtrToStringUTF8(zstd.ErrorName(left))})");
            bool moved = output.Position > filled || input.Position > before;
            filled = output.Position;
            if (!moved && left != 0)
                throw new InvalidDataException(filled == (nuint)maxBytes ? $"a Zstd frame of more than {maxBytes} bytes" : "a Zstd frame without its end");
        }

        return target.AsSpan(0, (int)filled).ToArray();
    }

    private static byte[] Grown(byte[] target, int maxBytes)
    {
        byte[] larger = Pinned((int)Math.Min(2L * target.Length, maxBytes));
        target.CopyTo(larger, 0);
        return larger;
    }

    private static byte[] Pinned(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer: a run of bytes and how far it has been used.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Window
    {
        public nint Data;
        public nuint Size;
        public nuint Position;
    }

    private sealed class Functions(OptionalLibrary library)
    {
        public readonly GetFrameContentSize ContentSize = library.Function<GetFrameContentSize>("ZSTD_getFrameContentSize");
        public readonly CreateStream Create = library.Function<CreateStream>("ZSTD_createDStream");
        public readonly FreeStream Free = library.Function<FreeStream>("ZSTD_freeDStream");
        public readonly DecompressStream Decompress = library.Function<DecompressStream>("ZSTD_decompressStream");
        public readonly IsError Failed = library.Function<IsError>("ZSTD_isError");
        public readonly GetErrorName ErrorName = library.Function<GetErrorName>("ZSTD_getErrorName");
    }
}
