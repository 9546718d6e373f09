using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using OcppLab.Api;

namespace OcppLab.Tests.Api;

/// <summary>The service as a person starts it: a process of its own in a directory of its own.</summary>
sealed class ServiceProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly Channel<string> output = Channel.CreateUnbounded<string>();
    readonly StringBuilder errors = new();

    ServiceProcess(Assembly program, string directory, string environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = environment, ["DOTNET_ENVIRONMENT"] = environment },
        };
        foreach (var argument in (string[])[program.Location, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                output.Writer.Complete();
            }
            else
            {
                output.Writer.TryWrite(line.Data);
            }
        };
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Http { get; } = new();

    /// <summary>Starts the main program.</summary>
    public static ServiceProcess Start(string directory, string environment, params string[] arguments) =>
        new(typeof(OcppLab.Silo.SiloBuilder).Assembly, directory, environment, arguments);

    /// <summary>Starts a front door without chargers.</summary>
    public static ServiceProcess StartFrontDoor(string directory, string environment, params string[] arguments) =>
        new(typeof(FrontDoor).Assembly, directory, environment, arguments);

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

    /// <summary>Ctrl-C.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        return await ExitAsync();
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
