using System.CommandLine;
using Saccade.Cli.Hosting;

namespace Saccade.Cli.Events;

/// <summary>How <c>saccade events render</c> is written.</summary>
internal static class RenderSyntax
{
    private const int DefaultFrames = 8;

    public static Command Create(CommandContext context)
    {
        var (input, output) = (new Argument<string>("IN") { Description = "The recording; - for standard input." }, new Argument<string>("OUT") { Description = "The picture: .png or .gif." });
        var kind = new Option<PictureKind?>("--kind") { Description = "strip: frames side by side (.png). gif: frames one after the other (.gif). cloud: x, y and time (.png). Default: by the file's name.", HelpName = "NAME" };
        var frames = new Option<int>("--frames") { Description = "Number of frames.", DefaultValueFactory = _ => DefaultFrames, HelpName = "N" };
        var byTime = new Option<bool>("--by-time") { Description = "Frames of equal time; default: of equal numbers of events." };
        var zoom = new Option<int?>("--zoom") { Description = "Pixels of the picture for each pixel of the sensor.", HelpName = "N" };
        var force = new Option<bool>("--force") { Description = "Replace a file that exists." };
        var inputs = new InputSyntax();
        var command = new CommandWithExamples(
            "render",
            "Make a picture of a recording.",
            "saccade events render drive.raw drive.png",
            "saccade events render clip.aedat4 clip.gif --frames 30 --by-time",
            "saccade events render clip.aedat4 cloud.png --kind cloud")
        {
            input, output, kind, frames, byTime, zoom, force,
        };
        inputs.AddTo(command);
        command.SetAction(parsed => CommandRunner.Run(
            context,
            new RenderOptions(
                inputs.Get(parsed, parsed.GetRequiredValue(input)), parsed.GetRequiredValue(output), parsed.GetValue(kind), parsed.GetValue(frames),
                parsed.GetValue(byTime), parsed.GetValue(zoom), parsed.GetValue(force)),
            RenderCommand.Run));
        return command;
    }
}
