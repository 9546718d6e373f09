using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace OcppLab.Cli;

/// <summary>The program <c>ocpplab</c>.</summary>
public static class OcppLabTool
{
    /// <summary>Runs it.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="terminal">What surrounds it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<ExitCode> RunAsync(string[] args, Terminal terminal)
    {
        var parsed = Root(terminal).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
            {
                await terminal.Error.WriteLineAsync(error.Message);
            }

            await terminal.Error.WriteLineAsync("--help explains the commands and options.");
            return ExitCode.Usage;
        }

        try
        {
            return (ExitCode)await parsed.InvokeAsync(
                new() { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (CliException e)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return e.Code;
        }
        catch (OperationCanceledException) when (terminal.Interrupts.First.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await terminal.Error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
    }

    static RootCommand Root(Terminal terminal)
    {
        var service = new ServiceOptions(terminal);
        var root = new RootCommand("Drives OcppLab.Orleans, simulated EV chargers: load tests of a CSMS with a verdict, sessions, chargers and their frames.");
        foreach (var option in service.All)
        {
            root.Add(option);
        }

        root.Add(LoadTestCommand.Create(terminal, service));
        root.Add(SessionCommands.Start(terminal, service));
        root.Add(SessionCommands.Stop(terminal, service));
        root.Add(ChargersCommand.Create(terminal, service));
        root.Add(LogsCommand.Create(terminal, service));
        root.Add(TokenToolCommand.Create(terminal));
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
        return root;
    }

    /// <summary>The help, and what the exit codes mean.</summary>
    sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(ExitCodes.Help);
            return code;
        }
    }
}
