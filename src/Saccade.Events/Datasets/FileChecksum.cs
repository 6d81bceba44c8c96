using System.Security.Cryptography;

namespace Saccade.Events.Datasets;

/// <summary>Compares the content of a file with the checksums that a description gives.</summary>
internal static class FileChecksum
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>What is wrong with the content, in a few words; null when it is as described or nothing is known of it.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static string? Problem(string path, ArchiveFile file, CancellationToken cancellation)
    {
        long length = new FileInfo(path).Length;
        if (file.Bytes is { } bytes && bytes != length)
            return $"expected {bytes} bytes, got {length}";
        if (file.Sha256 is { } sha256)
            return Compare("SHA-256", sha256, Hash(path, HashAlgorithmName.SHA256, cancellation));
        return file.Md5 is { } md5 ? Compare("MD5", md5, Hash(path, HashAlgorithmName.MD5, cancellation)) : null;
    }

    private static string? Compare(string kind, string expected, string got) =>
        string.Equals(expected, got, StringComparison.OrdinalIgnoreCase) ? null : $"expected {kind} {expected}, got {got}";

    private static string Hash(string path, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] chunk = new byte[ChunkBytes];
        for (int got = stream.Read(chunk); got > 0; got = stream.Read(chunk))
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(chunk.AsSpan(0, got));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
