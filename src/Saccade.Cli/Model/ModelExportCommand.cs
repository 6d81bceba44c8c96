using Saccade.Cli.Events;
using Saccade.Cli.Hosting;
using Saccade.Cli.Output;
using Saccade.Files;
using Saccade.Networks;
using Saccade.Recognition;

namespace Saccade.Cli.Model;

/// <summary>Options of <c>saccade model export</c>.</summary>
internal sealed record ModelExportOptions : ICommandOptions
{
    public required string Model { get; init; }

    public required string Onnx { get; init; }

    public int? Steps { get; init; }

    public bool Force { get; init; }

    public IEnumerable<string> Validate()
    {
        if (!string.Equals(Path.GetExtension(Onnx), ".onnx", StringComparison.OrdinalIgnoreCase))
            yield return $"--onnx {Onnx}: expected the name of a .onnx file";
        if (Steps is < 1)
            yield return $"--steps {Steps}: expected a whole number from 1";
    }
}

/// <summary><c>saccade model export</c>: writes a model for other runtimes.</summary>
internal static class ModelExportCommand
{
    public static ExitCode Run(ModelExportOptions options, CommandContext context)
    {
        var (network, card) = Models.Load(options.Model);
        int steps = options.Steps ?? card.Preprocessing.Positions.Count;
        long bytes = RecordingOutput.Write(new OutputOptions(options.Onnx, null, false, options.Force), context, stream =>
        {
            Guard(() => ModelFile.WriteOnnx(stream, network, card, steps));
            return stream.Position;
        });
        var size = network.Description.Input;
        context.Tell($"{options.Onnx}: {Text.Bytes(bytes)}; {OnnxFile.Frames} [T {steps}, N any, C {size.Channels}, H {size.Height}, W {size.Width}] in, {OnnxFile.Logits} [T {steps}, N any, K {network.Classes}] out");
        return ExitCode.Ok;
    }

    private static void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (NotSupportedException e)
        {
            throw new CommandException(ExitCode.BadModel, ErrorText.Of(e), e);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.Usage, $"--steps: {ErrorText.Of(e)}", e);
        }
    }
}
