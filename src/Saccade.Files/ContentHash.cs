using System.Security.Cryptography;
using System.Text;

namespace Saccade.Files;

/// <summary>SHA-256 of a content that comes in pieces: texts, as UTF-8 without their lengths, and bytes.</summary>
public sealed class ContentHash : IDisposable
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash of one text.</summary>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string Of(string text)
    {
        using ContentHash hash = new();
        return hash.Add(text).FinishText();
    }

    /// <summary>Adds a text. What is to be told apart must be divided, for example by line ends.</summary>
    public ContentHash Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    /// <summary>Adds bytes.</summary>
    public ContentHash Add(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        return this;
    }

    /// <summary>The hash of all that was added; the next piece begins a new content.</summary>
    public byte[] Finish() => _hash.GetHashAndReset();

    /// <inheritdoc cref="Finish"/>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public string FinishText() => Convert.ToHexStringLower(Finish());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
