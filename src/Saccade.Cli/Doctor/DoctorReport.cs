namespace Saccade.Cli.Doctor;

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
    double GigaflopsAllThreads);
