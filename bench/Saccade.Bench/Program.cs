using Saccade.Bench;
using Saccade.Bench.Cases;
using Saccade.Bench.Latency;
using Saccade.Bench.Mutate;
using Saccade.Bench.Recognize;
using Saccade.Training.Benchmarks;

BenchOptions options;
try
{
    switch (args.FirstOrDefault())
    {
        case "mutate": return new MutateRun(MutateOptions.Parse(args.AsSpan(1))).Run() == 0 ? 0 : 1;
        case "latency": return new LatencyRun(LatencyOptions.Parse(args.AsSpan(1))).Run();
        case "recognize": return new RecognizeRun(RecognizeOptions.Parse(args.AsSpan(1))).Run();
        case MutateOptions.Worker: return MutateWorker.Run(MutateOptions.Parse(args.AsSpan(1)));
    }

    options = BenchOptions.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

var cases = ConvolutionBench.Cases.Concat(SparseBench.Cases).Concat(NeuronBench.Cases).Concat(LayerBench.Cases).Concat(NetworkBench.Cases).Concat(StreamBench.Cases).Concat(OpBench.Cases).Concat(FormatBench.Cases)
    .Where(options.Selects).ToList();
if (cases.Count == 0)
{
    Console.Error.WriteLine($"no case contains '{string.Join("' and '", options.Filters)}'; --list names them");
    return 2;
}

if (options.List)
{
    cases.ForEach(c => Console.WriteLine($"{c.Group}: {c.Name}"));
    return 0;
}

var clock = new BenchClock(options.CpuTime);
using var context = new BenchContext(options.Threads);
var report = new BenchReport(MachineLimits.Measure(options.Threads, clock), options.Threads);
var timer = new BenchTimer(options.Quick, clock);
report.PrintHeader();
foreach (var c in cases)
{
    var ways = c.Prepare(context);
    report.Add(c, ways, timer.Measure(ways));
}

if (options.Json is { } path)
    report.WriteJson(path);
return 0;
