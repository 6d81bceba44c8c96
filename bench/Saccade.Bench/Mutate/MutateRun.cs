using System.Diagnostics;
using System.Globalization;
using Saccade.Mutation;

namespace Saccade.Bench.Mutate;

/// <summary>
/// Mutated inputs of kinds in processes of their own, so that a crash, an overflow of the stack, a lack of memory or a hang ends only that process, and the run goes
/// on behind the input that did it.
/// </summary>
internal sealed class MutateRun(MutateOptions options)
{
    private const int MostFaults = 20;
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(20);

    /// <summary>Prints one row for each kind; returns the number of faults.</summary>
    public int Run()
    {
        Console.WriteLine($"mutations: {options.Count} of each kind from {options.First} on, seed {options.Seed}\n");
        Console.WriteLine("| kind | inputs | accepted | refused | slowest ms | most MiB | faults |\n|---|---|---|---|---|---|---|");
        int faults = 0;
        foreach (var kind in options.Kinds)
        {
            var tally = new Tally(kind, new Mutator(kind, options.Seed), options);
            for (long next = options.First; next < options.First + options.Count && tally.Faults < MostFaults;)
                next = RunWorker(kind, next, tally);
            Console.WriteLine(tally);
            faults += tally.Faults;
        }

        return faults;
    }

    /// <summary>One process, until it is through or ends; returns the number of the next input.</summary>
    private long RunWorker(MutationKind kind, long first, Tally tally)
    {
        using var process = Start(kind, first);
        var errors = process.StandardError.ReadToEndAsync();
        long current = first - 1;
        bool pending = true;
        while (Next(process) is { } line)
        {
            pending = line[0] == MutateWorker.Begin;
            if (pending)
                current = long.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
            else
                tally.Add(current, line);
            if (tally.Faults >= MostFaults)
                process.Kill();
        }

        bool hangs = !process.WaitForExit(1000);
        if (hangs)
            process.Kill();
        process.WaitForExit();
        if (!hangs && (process.ExitCode == 0 || tally.Faults >= MostFaults))
            return options.First + options.Count;
        if (!pending || current < first)
            throw new InvalidOperationException($"the worker for {kind} ended between two inputs: {errors.Result}");
        tally.AddFault(current, hangs ? $"hangs for {_hang.TotalSeconds} s" : $"the process ended with {process.ExitCode}: {FirstLines(errors.Result)}");
        return current + 1;
    }

    /// <summary>The next line; null at the end, or when the process says nothing for long.</summary>
    private static string? Next(Process process)
    {
        var line = process.StandardOutput.ReadLineAsync();
        return line.Wait(_hang) ? line.Result : null;
    }

    private Process Start(MutationKind kind, long first)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(MutateRun).Assembly.Location);
        long rest = options.First + options.Count - first;
        foreach (string argument in (string[])[MutateOptions.Worker, kind.Name, "--first", Text(first), "--count", Text(rest), "--seed", Text((long)options.Seed)])
            start.ArgumentList.Add(argument);
        // A cap for what is allocated on other threads too. Hexadecimal bytes: 64 MiB, the expansion, and 192 MiB for the process itself.
        start.Environment["DOTNET_GCHeapHardLimit"] = (kind.MostBytes(0) + (192L << 20)).ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_TieredCompilation"] = "1";
        return Process.Start(start)!;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string FirstLines(string text) => string.Join(" | ", text.Split('\n').Take(8));

    /// <summary>What the inputs of one kind gave.</summary>
    private sealed class Tally(MutationKind kind, Mutator mutator, MutateOptions options)
    {
        private long _accepted, _refused, _slowest, _largest;

        public int Faults { get; private set; }

        public void Add(long number, string line)
        {
            string[] parts = line[1..].Split(' ', 3);
            _slowest = Math.Max(_slowest, long.Parse(parts[0], CultureInfo.InvariantCulture));
            _largest = Math.Max(_largest, long.Parse(parts[1], CultureInfo.InvariantCulture));
            switch (line[0])
            {
                case MutateWorker.Good: _accepted++; break;
                case MutateWorker.Refused: _refused++; break;
                default: AddFault(number, parts[2]); break;
            }
        }

        public void AddFault(long number, string fault)
        {
            Faults++;
            Directory.CreateDirectory(options.Faults);
            string path = Path.Combine(options.Faults, $"{kind.Name}-{options.Seed}-{Text(number)}");
            File.WriteAllBytes(path, mutator.Input(number));
            Console.Error.WriteLine($"{kind.Name}, seed {options.Seed}, input {number} ({path}): {fault}");
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"| {kind.Name} | {_accepted + _refused + Faults} | {_accepted} | {_refused} | {TimeSpan.FromTicks(_slowest).TotalMilliseconds:F1} | {_largest / 1048576.0:F1} | {Faults} |");
    }
}
