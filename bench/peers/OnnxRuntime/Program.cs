using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Saccade.Peers.OnnxRuntime;

// Times in ONNX Runtime what `saccade bench CASE --export DIR` wrote, after checking that it decides the same.
//
//     dotnet run -c Release --project bench/peers/OnnxRuntime -- CASE --from DIR [--rounds N] [--threads N] [--json | --latency N]
//
// CASE is only repeated in the result. Inference only: the runtime does not train.
const double WarmUpSeconds = 1, ShortestRound = 5e-3;

string folder = Option("--from", null), name = args.FirstOrDefault() ?? "";
int rounds = int.Parse(Option("--rounds", "7"), CultureInfo.InvariantCulture), threads = int.Parse(Option("--threads", Environment.GetEnvironmentVariable("OMP_NUM_THREADS") ?? "0"), CultureInfo.InvariantCulture);
string model = Path.Combine(folder, "network.onnx");
if (!File.Exists(model))
    return Fail($"{name}: there is no network.onnx in {folder}; only cases of inference have one");

using var options = new SessionOptions { IntraOpNumThreads = threads, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
options.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
using var session = new InferenceSession(model, options);
var frames = Npy.Read(Path.Combine(folder, "frames.npy")).ChannelsFirst();
var wanted = Npy.Read(Path.Combine(folder, "logits.npy"));
using var input = OrtValue.CreateTensorValueFromMemory(frames.Values, [.. frames.Shape.Select(e => (long)e)]);
using var run = new RunOptions();

int samples = frames.Shape[1], steps = frames.Shape[0];
float[] logits = Infer();
int same = Enumerable.Range(0, samples).Count(n => Decision(logits, n) == Decision(wanted.Values, n));
double largest = wanted.Values.Max(Math.Abs), difference = logits.Zip(wanted.Values, (a, b) => (double)Math.Abs(a - b)).Max() / Math.Max(largest, 1e-30);
if (same < samples)
    return Fail($"{name}: {samples - same} of {samples} decisions differ; nothing was timed");

if (int.Parse(Option("--latency", "0"), CultureInfo.InvariantCulture) is > 0 and var decisions)
{
    Console.WriteLine(JsonSerializer.Serialize(new { version = OrtEnv.Instance().GetVersionString(), decided = Enumerable.Range(0, samples).Select(n => Decision(logits, n)), decision = Latency(decisions) }));
    return 0;
}

double[] times = [.. Times().Order()];
double median = times[times.Length / 2];
var result = new Dictionary<string, object>
{
    ["case"] = name, ["setting"] = "unrolled", ["steps"] = steps, ["batch"] = samples, ["threads"] = threads, ["rounds"] = rounds, ["seconds"] = median, ["best_seconds"] = times[0],
    ["spread"] = (times[(int)Math.Round(0.75 * (times.Length - 1))] - times[(int)Math.Round(0.25 * (times.Length - 1))]) / 2 / median, ["seconds_per_sample"] = median / samples,
    ["peak_bytes"] = Process.GetCurrentProcess().PeakWorkingSet64, ["agreement"] = new Dictionary<string, double> { ["logits_not_led"] = difference, ["same_decisions"] = (double)same / samples },
    ["torch"] = OrtEnv.Instance().GetVersionString(), ["capability"] = "its own choice",
};
Console.WriteLine(args.Contains("--json") ? JsonSerializer.Serialize(result) : $"{name}: ONNX Runtime {result["torch"]}, {1e3 * median / samples:0.000} ms a sample, {same} of {samples} decisions the same, largest difference of a logit {difference:0.0e+0} of the largest");
return 0;

float[] Infer()
{
    using var outputs = session.Run(run, ["frames"], [input], ["logits"]);
    return outputs[0].GetTensorDataAsSpan<float>().ToArray();
}

int Decision(float[] values, int sample)
{
    int classes = values.Length / (steps * samples);
    return Enumerable.Range(0, classes).MaxBy(k => Enumerable.Range(0, steps).Sum(t => (double)values[(t * samples + sample) * classes + k]));
}

IEnumerable<double> Times()
{
    var watch = Stopwatch.StartNew();
    double once = Seconds(1);
    while (rounds > 1 && watch.Elapsed.TotalSeconds < WarmUpSeconds)
        once = Math.Min(once, Seconds(1));
    int repetitions = rounds == 1 ? 1 : Math.Clamp((int)(ShortestRound / once), 1, 1000);
    return Enumerable.Range(0, rounds).Select(_ => Seconds(repetitions)).ToArray();
}

double Seconds(int repetitions)
{
    long start = Stopwatch.GetTimestamp();
    for (int i = 0; i < repetitions; i++)
        Infer();
    return Stopwatch.GetElapsedTime(start).TotalSeconds / repetitions;
}

// Percentiles of decisions on one recording each, in milliseconds.
double[] Latency(int decisions)
{
    var watch = Stopwatch.StartNew();
    var each = new List<double>();
    long[] shape = [steps, 1, .. frames.Shape.Skip(2).Select(e => (long)e)];
    int length = frames.Values.Length / (steps * samples);
    float[][] recordings = [.. Enumerable.Range(0, samples).Select(n => Enumerable.Range(0, steps).SelectMany(t => frames.Values.AsSpan((t * samples + n) * length, length).ToArray()).ToArray())];
    for (int n = 0; each.Count < decisions; n++)
    {
        long start = Stopwatch.GetTimestamp();
        using var one = OrtValue.CreateTensorValueFromMemory(recordings[n % samples], shape);
        using var outputs = session.Run(run, ["frames"], [one], ["logits"]);
        if (n > 2 && watch.Elapsed.TotalSeconds > WarmUpSeconds)
            each.Add(1e3 * Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    each.Sort();
    return [.. new[] { 0.5, 0.95, 0.99 }.Select(share => each[(int)(share * (each.Count - 1))])];
}

string Option(string option, string? otherwise)
{
    int index = Array.IndexOf(args, option);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : otherwise ?? throw new ArgumentException($"{option} is missing");
}

int Fail(string message)
{
    Console.Error.WriteLine("peer: " + message);
    return 1;
}
