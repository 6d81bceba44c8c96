namespace Saccade.Events.Datasets.Download;

/// <summary>
/// Fetches the files of data sets. A download that was stopped, killed or cut off goes on where it ended; the file has its name
/// only when it is whole and its checksum, if one is known, was compared.
/// </summary>
public sealed class DatasetDownloader
{
    private readonly HttpClient _client;
    private readonly DownloadOptions _options;
    private readonly TimeProvider _time;

    /// <summary>A downloader.</summary>
    /// <param name="client">Makes the connections; its own timeout should be longer than <see cref="DownloadOptions.Stall"/>.</param>
    /// <param name="options">How patient it is; null for the defaults.</param>
    /// <param name="time">The clock of pauses; null for the system's.</param>
    public DatasetDownloader(HttpClient client, DownloadOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ?? new DownloadOptions();
        _time = time ?? TimeProvider.System;
    }

    /// <summary>What a person has to do for a file that cannot be fetched by a program.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">The folder for the files.</param>
    public static string Instructions(ArchiveFile file, string folder)
    {
        ArgumentNullException.ThrowIfNull(file);
        return $"{file.Name} cannot be fetched by a program: {file.Instructions ?? "where it is published is not known"}; put it into {folder}";
    }

    /// <summary>Fetches one file into a folder.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <param name="progress">Told after each chunk; or null.</param>
    /// <param name="cancellation">Stops it; what was fetched stays for the next try.</param>
    /// <exception cref="DownloadException">The file cannot be fetched, is not as described, or a different one is in its place.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<DownloadResult> DownloadAsync(
        ArchiveFile file, string folder, Action<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (Path.GetFileName(file.Name) != file.Name)
            throw new ArgumentException($"'{file.Name}' is no name of a file", nameof(file));
        string path = Path.Combine(folder, file.Name);
        if (File.Exists(path))
            return AlreadyThere(path, file, cancellation);
        if (file.Address is null)
            throw new DownloadException(file.Name, Instructions(file, folder));
        Directory.CreateDirectory(folder);

        int failures = 0;
        while (true)
        {
            using var part = PartFile.Open(path, file.Address);
            (bool resumed, int failed) = await FetchAsync(file, part, progress, cancellation);
            failures += failed;
            if (part.Problem(file, cancellation) is not { } problem)
            {
                part.Complete();
                return new DownloadResult(path, resumed ? DownloadOutcome.Resumed : DownloadOutcome.Fetched, new FileInfo(path).Length, failures, file.HasChecksum);
            }

            // A beginning that a crash left may be damaged; then the whole file is fetched once more.
            part.Discard();
            if (!resumed)
                throw new DownloadException(path, $"{problem}; what was fetched from {file.Address} was deleted");
        }
    }

    private static DownloadResult AlreadyThere(string path, ArchiveFile file, CancellationToken cancellation) =>
        FileChecksum.Problem(path, file, cancellation) is { } problem
            ? throw new DownloadException(path, $"there is such a file, but {problem}; move it away to fetch it anew")
            : new DownloadResult(path, DownloadOutcome.AlreadyThere, new FileInfo(path).Length, 0, file.HasChecksum);

    private async Task<(bool Resumed, int Failures)> FetchAsync(ArchiveFile file, PartFile part, Action<DownloadProgress>? progress, CancellationToken cancellation)
    {
        bool hadBeginning = part.Length > 0;
        var transfer = new Transfer(_client, file, part, _options.Stall, _time);
        int failures = 0;
        for (int inRow = 0; ;)
        {
            long before = part.Length;
            try
            {
                await transfer.RunAsync(progress, cancellation);
                part.Flush();
                return (hadBeginning && !transfer.Restarted, failures);
            }
            catch (TransientFailure e)
            {
                failures++;
                inRow = part.Length > before ? 1 : inRow + 1;
                if (inRow >= _options.Attempts)
                    throw new DownloadException(file.Name, $"{e.Message}, after {inRow} tries in a row; {part.Length} bytes are kept, try again later", e);
                await Task.Delay(_options.Pause(inRow, e.Pause), _time, cancellation);
            }
        }
    }
}
