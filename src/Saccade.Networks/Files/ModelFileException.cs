using Saccade.Files;

namespace Saccade.Networks.Files;

/// <summary>
/// The bytes of a model file, checkpoint or other safetensors file are not what the format demands.
/// The message names the file, the byte, what stands there and what should.
/// </summary>
public sealed class ModelFileException : SaccadeException
{
    /// <summary>Describes one defect.</summary>
    /// <param name="path">The file, as the caller named it.</param>
    /// <param name="offset">Byte offset of the defect from the start of the file.</param>
    /// <param name="got">What the file holds.</param>
    /// <param name="expected">What the format demands.</param>
    /// <param name="inner">The cause, if another exception revealed the defect.</param>
    public ModelFileException(string path, long offset, string got, string expected, Exception? inner = null)
        : base($"{path}, byte {offset}: got {got}, expected {expected}", inner)
    {
        Path = path;
        Offset = offset;
        Got = got;
        Expected = expected;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>Byte offset of the defect from the start of the file.</summary>
    public long Offset { get; }

    /// <summary>What the file holds.</summary>
    public string Got { get; }

    /// <summary>What the format demands.</summary>
    public string Expected { get; }
}
