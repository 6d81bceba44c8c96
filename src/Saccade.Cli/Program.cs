using Saccade.Cli.Hosting;

var console = new SystemConsole();
using var interrupts = new Interrupts(console.Error);
return CommandLine.Run(args, new CommandContext(console, interrupts.Token));
