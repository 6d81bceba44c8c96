// Says what recordings show:
//   dotnet run --project samples/RecognizeFile -- cars.safetensors drive.dat ...
using Saccade.Recognition;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: RecognizeFile MODEL RECORDING ...");
    return 2;
}

using var recognizer = Recognizer.Load(args[0]);
int failed = 0;
foreach (string path in args.Skip(1))
{
    try
    {
        var decision = recognizer.Recognize(path);
        Console.WriteLine($"{path}: {decision.Label} {decision.Confidence:P0} after {decision.Steps} steps");
    }
    catch (Exception e) when (e is RecordingException or IOException)
    {
        Console.Error.WriteLine(e.Message); // names the file and says what is wrong with it
        failed++;
    }
}

return failed == 0 ? 0 : 1;
