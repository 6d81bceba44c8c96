using System.CommandLine;
using System.CommandLine.Parsing;
using Saccade.Cli.Hosting;
using Saccade.Streaming.Feeds;

namespace Saccade.Cli.Streams;

/// <summary>How <c>saccade stream</c> is written: as <see cref="StreamArguments"/> says.</summary>
internal static class StreamSyntax
{
    public static Command Create(CommandContext context)
    {
        (StreamArgument Argument, Option Option)[] options = [.. StreamArguments.All.Select(a => (a, OptionOf(a)))];
        var command = new CommandWithExamples(
            "stream",
            "Decide on events while they come; a line of JSON for each decision.",
            "saccade stream --model runs/hsd-nmnist --input recording.bin --window 30ms",
            "saccade stream --model cars.safetensors --input drive.dat --speed 1 --exit confidence --threshold 0.9",
            "camera-dump | saccade stream --model cars.safetensors --input - --format dat",
            "saccade stream --model cars.safetensors --input udp://:7777 --window 500,1ms,30ms");
        foreach (var (_, option) in options)
            command.Add(option);
        command.SetAction(parsed => CommandRunner.Run(context, new StreamCommandOptions(Settings(parsed, options)), StreamCommand.Run));
        return command;
    }

    private static Option OptionOf(StreamArgument argument)
    {
        string[] others = argument.Short is { } name ? [name] : [];
        if (argument.HelpName is null)
            return new Option<bool>(argument.Name, others) { Description = argument.Description };
        var option = new Option<string?>(argument.Name, others) { Description = argument.Description, HelpName = argument.HelpName, Required = argument.IsRequired, CustomParser = result => Checked(argument, result) };
        if (argument.Default is { } value)
            option.DefaultValueFactory = _ => value;
        return option;
    }

    private static string? Checked(StreamArgument argument, ArgumentResult result)
    {
        string value = result.Tokens[^1].Value;
        if (argument.ProblemOf(value) is { } problem)
            result.AddError(problem);
        return value;
    }

    private static StreamSettings Settings(ParseResult parsed, IEnumerable<(StreamArgument Argument, Option Option)> options)
    {
        var settings = StreamSettings.Unset;
        foreach (var (argument, option) in options)
        {
            string? value = option is Option<bool> flag ? parsed.GetValue(flag) ? "" : null : parsed.GetValue((Option<string?>)option);
            settings = value is null ? settings : argument.Set(settings, value)!;
        }

        return settings;
    }
}
