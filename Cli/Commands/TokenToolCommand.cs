using System.CommandLine;
using OcppLab.Api;

namespace OcppLab.Cli;

/// <summary><c>token</c>: makes a token where the signing key of the service is at hand.</summary>
static class TokenToolCommand
{
    const string DevelopmentKey = "dev-signing-key";

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var organization = new Option<string?>("--org") { Description = "The organization that it is for.", HelpName = "NAME" };
        var role = new Option<string?>("--role") { Description = "user or admin. [default: user]", HelpName = "ROLE" };
        var scope = new Option<string?>("--scope") { Description = "Its scopes, with blanks between them. [default: all]", HelpName = "SCOPE" };
        var lifetime = new Option<string?>("--ttl") { Description = "How long it is valid, such as 90s, 30m, 12h or 7d. [default: 24h]", HelpName = "TIME" };
        var command = new Command(
            "token",
            "Prints a token. The signing key of the service comes from the environment (Auth__SigningKey), or from the .ocpplab of a"
            + " service in Development that was started in this directory.")
        {
            organization, role, scope, lifetime,
        };
        command.SetAction((parsed, _) =>
        {
            List<string> args = ["--contentRoot", terminal.Directory, "--hostBuilder:reloadConfigOnChange=false"];
            foreach (var option in (Option<string?>[])[organization, role, scope, lifetime])
            {
                if (parsed.GetValue(option) is { } value)
                {
                    args.AddRange([option.Name, value]);
                }
            }

            var key = terminal.Variable("Auth__SigningKey");
            var data = terminal.PathOf(terminal.Variable("Data__Directory") ?? ".ocpplab");
            args.AddRange(string.IsNullOrEmpty(key) && File.Exists(Path.Combine(data, DevelopmentKey))
                ? ["--environment", "Development", "--Data:Directory", data]
                : ["--Auth:SigningKey", key ?? ""]);
            try
            {
                terminal.Out.WriteLine(TokenCommand.Issue([.. args]));
            }
            catch (SettingsException e)
            {
                throw new CliException(ExitCode.Usage, e.Message);
            }

            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
