namespace OcppLab.Cli;

/// <summary>It ends here, with a sentence for the person at the terminal.</summary>
/// <param name="code">The exit code.</param>
/// <param name="sentence">What is wrong.</param>
sealed class CliException(ExitCode code, string sentence) : Exception(sentence)
{
    /// <summary>The exit code.</summary>
    public ExitCode Code => code;
}
