using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Saccade.Networks;

namespace Saccade.Server;

/// <summary>Frames as nested lists in JSON: time steps, rows, columns, channels.</summary>
internal ref struct JsonFrames
{
    private static readonly string[] _axes = ["time steps", "rows", "columns", "channels"];

    private readonly int[] _extents;
    private readonly List<float> _values = [];
    private Utf8JsonReader _reader;

    private JsonFrames(ReadOnlySpan<byte> body, FrameSize size)
    {
        _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = _axes.Length });
        _extents = [0, size.Height, size.Width, size.Channels];
    }

    /// <summary>The values, row-major.</summary>
    /// <param name="body">The JSON text.</param>
    /// <param name="size">Extents of a frame.</param>
    /// <exception cref="BadHttpRequestException">It is no JSON (400), or no frames of this size (422).</exception>
    public static float[] Read(ReadOnlySpan<byte> body, FrameSize size)
    {
        JsonFrames frames = new(body, size);
        try
        {
            frames._reader.Read();
            frames.Axis(0);
            frames._reader.Read(); // nothing may follow
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"got a body that is no JSON of {_axes.Length} nested lists (near byte {frames._reader.BytesConsumed}), expected frames [T, {Shape(size)}]", StatusCodes.Status400BadRequest, e);
        }

        return [.. frames._values];
    }

    /// <summary>Extents of a frame in words.</summary>
    public static string Shape(FrameSize size) => $"H {size.Height}, W {size.Width}, C {size.Channels}";

    private void Axis(int axis)
    {
        if (axis == _axes.Length)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetSingle(out float value))
                throw Wrong($"{_reader.TokenType} where a number belongs");
            _values.Add(value);
            return;
        }

        if (_reader.TokenType != JsonTokenType.StartArray)
            throw Wrong($"{_reader.TokenType} where a list of {_axes[axis]} belongs");
        int count = 0;
        for (; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; count++)
            Axis(axis + 1);
        if (axis > 0 && count != _extents[axis])
            throw Wrong($"{count} {_axes[axis]}");
    }

    private readonly BadHttpRequestException Wrong(string got)
        => new($"got {got} at byte {_reader.TokenStartIndex}, expected frames [T, H {_extents[1]}, W {_extents[2]}, C {_extents[3]}]", StatusCodes.Status422UnprocessableEntity);
}
