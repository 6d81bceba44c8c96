using System.Runtime.InteropServices;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Kernels.Lanes;
using Saccade.Training.Runs;

namespace Saccade.Cli.Doctor;

/// <summary>Options of <c>saccade doctor</c>.</summary>
internal sealed record DoctorOptions : ICommandOptions
{
    public bool Json { get; init; }

    public IEnumerable<string> Validate() => [];
}

/// <summary><c>saccade doctor</c>: looks whether this machine is fit for use.</summary>
internal static class DoctorCommand
{
    private const long LittleMemory = 1L << 30;
    private const long LittleDisk = 1L << 30;
    private const int FloatBits = 32;

    public static ExitCode Run(DoctorOptions options, CommandContext context)
    {
        var display = new ProgressDisplay(context.Console);
        display.Status(() => "testing ...");
        var report = Examine(context);
        display.Clear();
        if (options.Json)
            JsonOutput.Write(context.Console.Out, report);
        else
            Write(report, context.Console.Out);
        return report.Ok ? ExitCode.Ok : ExitCode.Failure;
    }

    private static DoctorReport Examine(CommandContext context)
    {
        int cores = Environment.ProcessorCount;
        double deviation = SelfTest.KernelDeviation();
        bool deterministic = SelfTest.TrainingIsDeterministic(Math.Max(2, cores), context.Cancellation);
        double one = SelfTest.ConvolutionGigaflops(1, context.Console.Time), all = cores == 1 ? one : SelfTest.ConvolutionGigaflops(cores, context.Console.Time);
        var report = new DoctorReport(
            true, [], ProductVersion.Text, RuntimeInformation.OSDescription, RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            RuntimeInformation.FrameworkDescription, Machine.Sdks(), Machine.Processor(), cores, VectorBits(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Machine.FreeDisk(), deviation, SelfTest.IsClose(deviation), deterministic, one, all, Machine.Mpi());
        string[] problems = [.. Problems(report)];
        return report with { Ok = problems.Length == 0, Problems = problems };
    }

    private static int VectorBits() => LaneWidth.Widest == 1 ? 0 : LaneWidth.Widest * FloatBits;

    private static IEnumerable<string> Problems(DoctorReport report)
    {
        if (!report.KernelsAgree)
            yield return $"the fast kernels deviate from their references by {report.KernelDeviation:0.0e0}; please report this processor";
        if (!report.TrainingIsDeterministic)
            yield return "training gives other bits on several threads than on one; please report this processor";
        if (report.VectorBits == 0)
            yield return "no vector instructions in use, so everything is slow; is DOTNET_EnableHWIntrinsic=0 set?";
        if (report.MemoryBytes < LittleMemory)
            yield return $"only {Text.Bytes(report.MemoryBytes)} of memory; use small batches";
        if (report.FreeDiskBytes is >= 0 and < LittleDisk)
            yield return $"only {Text.Bytes(report.FreeDiskBytes)} free on the disk of this folder";
    }

    private static void Write(DoctorReport report, TextWriter writer)
    {
        new Fields()
            .Add("saccade", report.Version["saccade ".Length..])
            .Add("system", $"{report.System}, {report.Architecture}")
            .Add("runtime", report.Runtime)
            .Add("SDK", report.Sdks.Count > 0 ? string.Join(", ", report.Sdks) : "none found (needed only to build)")
            .Add("processor", report.Processor)
            .Add("cores", $"{report.Cores}")
            .Add("vectors", report.VectorBits == 0 ? "none" : $"{report.VectorBits} bits")
            .Add("memory", Text.Bytes(report.MemoryBytes))
            .Add("free disk", report.FreeDiskBytes < 0 ? "not known" : Text.Bytes(report.FreeDiskBytes))
            .Add("kernels", report.KernelsAgree ? $"agree with their references{(report.KernelDeviation == 0 ? " to the bit" : $" to {report.KernelDeviation:0e0}")}" : "WRONG")
            .Add("training", report.TrainingIsDeterministic ? "same bits on one thread and on several" : "NOT DETERMINISTIC")
            .Add("convolution", $"{Text.Number(report.GigaflopsOneThread, "0")} GFLOP/s on one thread, {Text.Number(report.GigaflopsAllThreads, "0")} on {report.Cores}")
            .Add("MPI", report.Mpi)
            .Write(writer);
        writer.WriteLine();
        foreach (string problem in report.Problems)
            writer.WriteLine($"PROBLEM: {problem}");
        if (report.Ok)
            writer.WriteLine("All is well.");
    }
}

/// <summary>What <c>saccade doctor</c> found.</summary>
internal sealed record DoctorReport(
    bool Ok,
    IReadOnlyList<string> Problems,
    string Version,
    string System,
    string Architecture,
    string Runtime,
    IReadOnlyList<string> Sdks,
    string Processor,
    int Cores,
    int VectorBits,
    long MemoryBytes,
    long FreeDiskBytes,
    double KernelDeviation,
    bool KernelsAgree,
    bool TrainingIsDeterministic,
    double GigaflopsOneThread,
    double GigaflopsAllThreads,
    string Mpi);
