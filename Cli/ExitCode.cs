namespace OcppLab.Cli;

/// <summary>What the program says by its exit code.</summary>
public enum ExitCode
{
    /// <summary>It is done; of a load test, its verdict is passed.</summary>
    Done = 0,
    /// <summary>It could not be carried out, as where a limit is reached, or the service failed.</summary>
    Failed = 1,
    /// <summary>What was asked for is a mistake: an option, a file, a plan that the service refuses.</summary>
    Usage = 2,
    /// <summary>The service can't be reached, or does not take the token.</summary>
    NoAccess = 3,
    /// <summary>It was stopped before its end.</summary>
    Stopped = 97,
    /// <summary>The verdict of a load test is inconclusive.</summary>
    Inconclusive = 98,
    /// <summary>The verdict of a load test is failed.</summary>
    ThresholdFailed = 99,
}

/// <summary>The exit codes for people.</summary>
static class ExitCodes
{
    /// <summary>What <c>--help</c> says of them.</summary>
    public const string Help = """
        Exit codes:
          0   done; of a load test: passed
          1   it could not be carried out (verdict error), the organization is at a limit, the service failed, or a charger refused a command
          2   a mistake: an option, a file that is missing, a plan that the service refuses
          3   no connection to the service, or it does not take the token
          97  stopped before its end (Ctrl-C)
          98  the load test is inconclusive: the simulator could not make the load
          99  a threshold of the load test failed
        """;

    /// <summary>The exit code of a load test's verdict.</summary>
    public static ExitCode OfVerdict(string? verdict) => verdict switch
    {
        "passed" => ExitCode.Done,
        "failed" => ExitCode.ThresholdFailed,
        "inconclusive" => ExitCode.Inconclusive,
        "stopped" => ExitCode.Stopped,
        _ => ExitCode.Failed,
    };
}
