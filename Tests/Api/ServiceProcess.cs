using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using OcppLab.Api;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Api;

/// <summary>The service as a person starts it: a process of its own in a directory of its own.</summary>
sealed class ServiceProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly Channel<string> output = Channel.CreateUnbounded<string>();
    readonly StringBuilder errors = new();

    ServiceProcess(
        Assembly program, string directory, string environment, string[] arguments, string[]? within = null, Action<string>? printed = null)
    {
        string[] command = [.. within ?? [], "dotnet", program.Location, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = environment,
                ["DOTNET_ENVIRONMENT"] = environment,

                // Tests run beside each other: silos that start at the same moment would find the same usual ports free.
                ["Cluster__SiloPort"] = $"{Ports.Free()}",
                ["Cluster__GatewayPort"] = $"{Ports.Free()}",
            },
        };
        process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                output.Writer.Complete();
            }
            else if (printed is null)
            {
                output.Writer.TryWrite(line.Data);
            }
            else
            {
                printed(line.Data);
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            errors.AppendLine(line.Data);
            if (line.Data is { } text)
            {
                printed?.Invoke(text);
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Http { get; } = new();

    /// <summary>Starts the main program.</summary>
    public static ServiceProcess Start(string directory, string environment, params string[] arguments) =>
        new(typeof(OcppLab.Silo.SiloBuilder).Assembly, directory, environment, arguments);

    /// <summary>Starts a program for others, which hears every line it prints.</summary>
    /// <param name="program">The program.</param>
    /// <param name="directory">Its working directory.</param>
    /// <param name="within">A command to start it by, such as one that enters a network namespace; empty for none.</param>
    /// <param name="printed">Told each line, from any thread.</param>
    /// <param name="arguments">Its command line.</param>
    public static ServiceProcess Start(Assembly program, string directory, string[] within, Action<string> printed, params string[] arguments) =>
        new(program, directory, "Production", arguments, within, printed);

    /// <summary>Starts a front door without chargers.</summary>
    public static ServiceProcess StartFrontDoor(string directory, string environment, params string[] arguments) =>
        new(typeof(FrontDoor).Assembly, directory, environment, arguments);

    /// <summary>Starts the main program as a newcomer does, with the demo's chargers, and takes the token that it writes.</summary>
    public static async Task<ServiceProcess> StartDemoAsync(string directory, params string[] arguments)
    {
        var service = Start(directory, "Development", ["--urls", "http://127.0.0.1:0", .. arguments]);
        var command = await service.LineWithAsync("curl");
        var address = new Uri(command.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal))).GetLeftPart(UriPartial.Authority);
        service.Use(address, File.ReadAllText(Path.Combine(directory, ".ocpplab", "dev-token")).Trim());
        return service;
    }

    /// <summary>Runs it to its end; what it printed.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string directory, string environment, params string[] arguments)
    {
        await using var service = Start(directory, environment, arguments);
        var printed = new StringBuilder();
        while (await service.LineAsync() is { } line)
        {
            printed.AppendLine(line);
        }

        return (await service.ExitAsync(), printed.ToString(), service.errors.ToString());
    }

    /// <summary>The next line it prints; null at its end.</summary>
    public async Task<string?> LineAsync() =>
        await output.Reader.WaitToReadAsync().AsTask().WaitAsync(Patience) ? await output.Reader.ReadAsync() : null;

    public async Task<string> LineWithAsync(string text)
    {
        while (await LineAsync() is { } line)
        {
            if (line.Contains(text))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"It ended without a line with {text}: {errors}");
    }

    /// <summary>Its client speaks to this address with this token.</summary>
    public void Use(string address, string token)
    {
        Http.BaseAddress = new(address);
        Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>Whether it answers that it is ready; it must not have ended.</summary>
    public async Task<bool> IsReadyAsync(string address)
    {
        Assert.False(process.HasExited, errors.ToString());
        try
        {
            using var answer = await Http.GetAsync($"{address}/health/ready").WaitAsync(Patience);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(path).WaitAsync(Patience))!;

    public async Task<JsonNode> PostAsync(string path, string body)
    {
        using var answer = await Http.PostAsync(path, new StringContent(body, new MediaTypeHeaderValue("application/json"))).WaitAsync(Patience);
        var text = await answer.Content.ReadAsStringAsync().WaitAsync(Patience);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Ctrl-C.</summary>
    public async Task<int> InterruptAsync()
    {
        await SignalAsync("INT");
        return await ExitAsync();
    }

    /// <summary>Sends it a signal.</summary>
    /// <param name="signal">The signal's name, such as <c>STOP</c>.</param>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await ExitAsync();
    }

    async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
        Http.Dispose();
    }
}
