namespace OcppLab.Bench;

/// <summary>The command line.</summary>
/// <param name="Scenario">Which scenario to run.</param>
/// <param name="Chargers">How many chargers; null for the scenario's own number.</param>
/// <param name="Seconds">How long a steady state is watched.</param>
/// <param name="Json">Whether to print JSON rather than a table.</param>
sealed record Options(string Scenario, int? Chargers, int Seconds, bool Json)
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        Usage: dotnet run -c Release --project Bench -- SCENARIO [options]

        Scenarios
          connected   chargers boot, idle, start sessions and send meter values to a CSMS in its own process
          fanout      start-session on a location of 1,000 and of 10,000: the 202 and the last StartTransaction
          detached    chargers without a CSMS: memory each, and the cost of running sessions
          crash       the process is killed right after the 202 for 1,000 chargers and started again
          bare        the same messages from bare .NET ClientWebSockets, for comparison

        Options
          --chargers N   how many chargers
          --seconds N    how long a steady state is watched (30)
          --json         JSON instead of a table
        """;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It does not fit; the message says where.</exception>
    public static Options Parse(string[] args)
    {
        string? scenario = null;
        int? chargers = null;
        var seconds = 30;
        var json = false;
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => i + 1 < args.Length ? args[++i] : throw new FormatException($"{args[i]} needs a value");
            int Number() => int.TryParse(Value(), out var n) && n > 0 ? n : throw new FormatException($"{args[i - 1]} needs a whole number above 0, not '{args[i]}'");
            switch (args[i])
            {
                case "--chargers": chargers = Number(); break;
                case "--seconds": seconds = Number(); break;
                case "--json": json = true; break;
                case var name when scenario is null && !name.StartsWith('-'): scenario = name; break;
                default: throw new FormatException($"unknown argument '{args[i]}'");
            }
        }
        return new(scenario ?? throw new FormatException("no scenario given"), chargers, seconds, json);
    }
}
