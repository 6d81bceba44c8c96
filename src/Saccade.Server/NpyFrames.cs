using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Saccade.Events.Formats.Numpy;
using Saccade.Events.Model;
using Saccade.Files;
using Saccade.Networks;

namespace Saccade.Server;

/// <summary>Frames as an array of NumPy, [T, H, W, C], of any type of number.</summary>
internal static class NpyFrames
{
    private const string Name = "frames";

    /// <summary>The values, row-major.</summary>
    /// <param name="body">The bytes of a <c>.npy</c> file.</param>
    /// <param name="size">Extents of a frame.</param>
    /// <exception cref="BadHttpRequestException">It is no array (415), a damaged one (400), or none of frames of this size (422).</exception>
    public static float[] Read(ReadOnlyMemory<byte> body, FrameSize size)
    {
        if (!body.Span.StartsWith(NpyHead.Signature))
            throw new BadHttpRequestException(@"got a body of another kind, expected JSON (Content-Type: application/json) or a .npy file (first bytes \x93NUMPY)", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            var array = Open(body);
            if (array.Header is not { IsPlain: true, IsFortran: false, Shape: [_, var height, var width, var channels] } || (height, width, channels) != (size.Height, size.Width, size.Channels))
                throw new BadHttpRequestException($"got {array}{(array.Header.IsFortran ? " in Fortran's order" : "")}, expected frames [T, {JsonFrames.Shape(size)}] in C's order", StatusCodes.Status422UnprocessableEntity);
            if (array.Length != array.Expected)
                throw new BadHttpRequestException($"got {array.Length} bytes of {array}, expected {array.Expected}", StatusCodes.Status400BadRequest);
            return Values(array.Flat()!);
        }
        catch (EventFormatException e)
        {
            throw new BadHttpRequestException(e.Message, StatusCodes.Status400BadRequest, e);
        }
    }

    private static NpyArray Open(ReadOnlyMemory<byte> body)
    {
        _ = MemoryMarshal.TryGetArray(body, out var bytes);
        using MemoryStream stream = new(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        return NpyArray.Read(stream, bytes.Count, Name, "", header => new NpyData(bytes, header, Name));
    }

    private static float[] Values(NpyColumn column)
    {
        const int Part = 4096;
        float[] values = new float[column.Length];
        Span<double> part = stackalloc double[Part];
        for (int at = 0; at < values.Length; at += Part)
        {
            var some = part[..Math.Min(Part, values.Length - at)];
            column.Read(at, some);
            for (int i = 0; i < some.Length; i++)
                values[at + i] = (float)some[i];
        }

        return values;
    }
}
