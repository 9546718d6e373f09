using Spectre.Console;

namespace OcppLab.Cli;

/// <summary>What surrounds the program: where it reads and writes, the environment, Ctrl-C, the clock.</summary>
public sealed class Terminal
{
    // Where nobody sees it nothing is broken to fit.
    const int PlainWidth = 1000;

    /// <summary>Where results go.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where progress and errors go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens the standard input.</summary>
    public Func<Stream> In { get; init; } = Console.OpenStandardInput;

    /// <summary>Whether a person sees <see cref="Error"/> as it is written, and it can be drawn over.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether a person sees <see cref="Out"/>.</summary>
    public bool ShowsResults { get; init; }

    /// <summary>A variable of the environment; null for none.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The directory that file names are relative to.</summary>
    public string Directory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Makes the directory of a silo's data, which is deleted with them.</summary>
    public Func<DirectoryInfo> DataDirectory { get; init; } = () => System.IO.Directory.CreateTempSubdirectory("ocpplab-");

    /// <summary>Ctrl-C.</summary>
    public Interrupts Interrupts { get; init; } = new();

    /// <summary>The clock, for waiting.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether colours are wanted.</summary>
    public bool Colors { get; set; } = true;

    /// <summary>Says a sentence beside what is shown, from any thread; null while nothing is drawn over.</summary>
    internal Action<string>? Saying { get; set; }

    /// <summary>Says a sentence beside results and progress; from any thread.</summary>
    public void Say(string sentence)
    {
        if (Saying is { } say)
        {
            say(sentence);
            return;
        }

        lock (Error)
        {
            Error.WriteLine(sentence);
            Error.Flush();
        }
    }

    /// <summary>A file by its name.</summary>
    public string PathOf(string name) => Path.GetFullPath(name, Directory);

    /// <summary>Tables and colours on <see cref="Out"/>.</summary>
    public IAnsiConsole Results() => ConsoleOf(Out, ShowsResults);

    /// <summary>Tables and colours on <see cref="Error"/>.</summary>
    public IAnsiConsole Progress() => ConsoleOf(Error, IsInteractive);

    IAnsiConsole ConsoleOf(TextWriter writer, bool isTerminal)
    {
        var colors = Colors && Variable("NO_COLOR") is not { Length: > 0 };
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal && colors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
