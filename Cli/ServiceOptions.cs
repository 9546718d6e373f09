using System.CommandLine;

namespace OcppLab.Cli;

/// <summary>The options that every command has: which service, with which token, and how to print.</summary>
/// <param name="terminal">What surrounds the program.</param>
sealed class ServiceOptions(Terminal terminal)
{
    const string DefaultUrl = "http://127.0.0.1:8080";
    const string DevelopmentToken = ".ocpplab/dev-token";

    readonly Option<string?> url = Of<string?>("--url", "URL", $"The service's address. [env: OCPPLAB_URL] [default: {DefaultUrl}]");

    readonly Option<string?> token = Of<string?>(
        "--token",
        "TOKEN",
        $"The bearer token. Others on this machine see a command line, in ps: prefer --token-file or the environment."
        + $" [env: OCPPLAB_TOKEN] [default: the file {DevelopmentToken}, for a service on this machine]");

    readonly Option<string?> tokenFile = Of<string?>("--token-file", "FILE", "A file with the bearer token.");

    readonly Option<string?> organization = Of<string?>("--organization", "ID", "The organization that an admin's token acts for.");

    readonly Option<bool> json = Of<bool>("--json", null, "Print JSON, for programs.");

    readonly Option<bool> noColor = Of<bool>("--no-color", null, "Print without colours. [env: NO_COLOR]");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [url, token, tokenFile, organization, json, noColor];

    /// <summary>Whether JSON is wanted.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Takes in how to print.</summary>
    public void ApplyColors(ParseResult parsed) => terminal.Colors = !parsed.GetValue(noColor);

    /// <summary>The service that the command line or the environment names.</summary>
    /// <exception cref="CliException">An address or a token does not fit.</exception>
    public ServiceClient Connect(ParseResult parsed)
    {
        ApplyColors(parsed);
        var address = parsed.GetValue(url) ?? NullIfEmpty(terminal.Variable("OCPPLAB_URL")) ?? DefaultUrl;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new CliException(ExitCode.Usage, $"--url must be an address such as {DefaultUrl}, not \"{address}\".");
        }

        return new(uri, Token(parsed, uri), parsed.GetValue(organization), terminal);
    }

    /// <summary>Whether an address or a token is given, for a command that takes none.</summary>
    public bool NamesService(ParseResult parsed) =>
        parsed.GetValue(url) is not null || parsed.GetValue(token) is not null || parsed.GetValue(tokenFile) is not null
        || parsed.GetValue(organization) is not null;

    string? Token(ParseResult parsed, Uri address)
    {
        var (given, file) = (parsed.GetValue(token), parsed.GetValue(tokenFile));
        if (given is not null && file is not null)
        {
            throw new CliException(ExitCode.Usage, "--token and --token-file can't be given together.");
        }

        // A token for the service of this folder is not for one elsewhere.
        var text = file is not null ? Read(file)
            : given ?? NullIfEmpty(terminal.Variable("OCPPLAB_TOKEN"))
            ?? (address.IsLoopback && File.Exists(terminal.PathOf(DevelopmentToken)) ? Read(DevelopmentToken) : null);
        text = text?.Trim();
        return text is null || (text.Length > 0 && text.All(character => character is > ' ' and < '\x7f'))
            ? text
            : throw new CliException(ExitCode.Usage, "The token is empty, or has characters that no token has.");
    }

    string Read(string file)
    {
        try
        {
            return File.ReadAllText(terminal.PathOf(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"The token's file can't be read: {e.Message}");
        }
    }

    static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    static Option<T> Of<T>(string name, string? value, string description) =>
        new(name) { Description = description, HelpName = value, Recursive = true };
}
