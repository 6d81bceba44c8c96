using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Saccade.Training.Benchmarks;

namespace Saccade.Bench;

/// <summary>The results as a table that can be pasted into a page, and as JSON.</summary>
internal sealed class BenchReport(MachineLimits limits, int threads)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private readonly List<BenchRow> _rows = [];

    public static string Machine
        => $"{Processor()}, {Environment.ProcessorCount} logical cores, vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits, {RuntimeInformation.FrameworkDescription}";

    public void PrintHeader()
    {
        Console.WriteLine($"machine: {Machine}");
        Console.WriteLine($"limits, 1 thread: {limits.Flops / 1e9:F1} GFLOP/s, copy {limits.Bandwidth / 1e9:F1} GB/s; {threads} threads: {limits.AllFlops / 1e9:F1} GFLOP/s, copy {limits.AllBandwidth / 1e9:F1} GB/s");
        Console.WriteLine();
    }

    public void Add(BenchCase c, IReadOnlyList<BenchWay> ways, IReadOnlyList<Timing> times)
    {
        if (_rows.Count == 0 || _rows[^1].Group != c.Group)
        {
            Console.WriteLine($"{(_rows.Count == 0 ? "" : "\n")}| {c.Group} | way | median | best | ± | rate | of limit | x first | |");
            Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---|");
        }

        for (int i = 0; i < ways.Count; i++)
        {
            var row = Row(c, ways[i], times[i], times[0].Median);
            _rows.Add(row);
            Console.WriteLine(row);
        }
    }

    public void WriteJson(string path)
        => File.WriteAllText(path, JsonSerializer.Serialize(
            new { machine = Machine, threads, limits, date = DateTime.UtcNow.ToString("yyyy-MM-dd"), rows = _rows }, _json) + "\n");

    private BenchRow Row(BenchCase c, BenchWay way, Timing time, double first)
    {
        double work = way.Bytes > 0 ? way.Bytes : way.Flops, rate = work / time.Median;
        return new BenchRow(c.Group, c.Name, way.Label, time.Median, time.Best, time.Spread, rate, way.Bytes > 0 ? "GB/s" : "GFLOP/s", rate / Limit(way), first / time.Median, way.Samples, way.Events, way.Note);
    }

    private double Limit(BenchWay way) => way.Bytes > 0 ? limits.BandwidthOf(way.Threads) : limits.FlopsOf(way.Threads);

    private static string Processor()
    {
        const string info = "/proc/cpuinfo";
        string? line = File.Exists(info) ? File.ReadLines(info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
