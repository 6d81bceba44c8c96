// Says what comes in by a pipe, step by step; Ctrl+C stops it:
//   cat drive.dat | dotnet run --project samples/RecognizePipe -- cars.safetensors drive.dat
// The name is only for messages, and for formats that are known by their ending.
using Saccade.Recognition;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: RecognizePipe MODEL NAME < RECORDING");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

using var recognizer = Recognizer.Load(args[0], new RecognizerOptions { MostEvents = 5_000_000 });
await using var input = Console.OpenStandardInput();
try
{
    var decision = await recognizer.RecognizeAsync(RecognizerInput.FromStream(input, args[1]), stop.Token);
    foreach (var step in decision.AfterEachStep)
        Console.WriteLine($"after step {step.Step}: {step.Label} {step.Confidence:P0}");
    return 0;
}
catch (Exception e) when (e is RecordingException or IOException or OperationCanceledException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
