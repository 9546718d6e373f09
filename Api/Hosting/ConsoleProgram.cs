using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace OcppLab.Api;

/// <summary>What the programs have in common on the command line: commands besides the service itself, and sentences for a start
/// that fails.</summary>
public static class ConsoleProgram
{
    /// <summary>Runs what the first word asks for, or the service.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="help">What <c>--help</c> prints.</param>
    /// <param name="serveAsync">Runs the service until it is stopped.</param>
    /// <returns>The exit code: 0 for success.</returns>
    public static async Task<int> RunAsync(string[] args, string help, Func<Task> serveAsync)
    {
        try
        {
            switch (args)
            {
                case ["token", .. var options]:
                    Console.WriteLine(TokenCommand.Issue(options));
                    return 0;
                case ["health", .. var options]:
                    return await HealthCommand.RunAsync(options);
                case ["help" or "--help" or "-h" or "-?", ..]:
                    Console.WriteLine(help);
                    return 0;
                case [var word, ..] when !word.StartsWith('-') && !word.Contains('='):
                    await Console.Error.WriteLineAsync($"There is no command \"{word}\"; there are token and health, and --help explains them.");
                    return 2;
            }

            await serveAsync();
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("It was stopped before it had started.");
            return 1;
        }
        catch (Exception e) when (Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>The service, to be built. Its settings are read once: a watch over their files would wake at every write of a database
    /// beside them.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args) =>
        WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);

    /// <summary>Runs a host until it is told to stop. What had started already stops in order where the start fails.</summary>
    public static async Task RunToEndAsync(this WebApplication app)
    {
        await using (app)
        {
            try
            {
                await app.StartAsync();
            }
            catch
            {
                await app.StopAsync();
                throw;
            }

            await app.WaitForShutdownAsync();
        }
    }

    /// <summary>A sentence for what is wrong outside the program: a setting, a port in use, a directory or database that can't
    /// be opened. Null for what is a mistake within it.</summary>
    static string? Sentence(Exception failure) => failure switch
    {
        SettingsException => failure.Message,
        IOException or SocketException or UnauthorizedAccessException or FormatException or DbException => $"It can't start: {failure.Message}",
        AddressInUseException => "It can't start: a port that it is to listen on is in use.",
        _ => null,
    };
}
