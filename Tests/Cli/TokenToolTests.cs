using Microsoft.IdentityModel.JsonWebTokens;
using OcppLab.Cli;

namespace OcppLab.Tests.Cli;

/// <summary><c>ocpplab token</c>.</summary>
public sealed class TokenToolTests : IDisposable
{
    const string Key = "a key of 32 bytes for tests only";

    readonly Tool tool = new();

    public void Dispose() => tool.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_is_made_by_the_key_of_the_environment_or_of_the_service_in_Development_that_is_here(bool inEnvironment)
    {
        if (inEnvironment)
        {
            tool.Variables["Auth__SigningKey"] = Key;
        }
        else
        {
            Directory.CreateDirectory(Path.Combine(tool.Directory, ".ocpplab"));
            tool.Write(".ocpplab/dev-signing-key", Key);
        }

        Assert.Equal(ExitCode.Done, await tool.RunAsync("token", "--org", "acme", "--scope", "ocpp:read", "--ttl", "1h"));

        var token = new JsonWebToken(tool.Out.Text.Trim());
        Assert.Equal(("acme", "ocpp:read"), (token.GetClaim("org_id").Value, token.GetClaim("scope").Value));
        Assert.Equal(TimeSpan.FromHours(1), token.ValidTo - token.ValidFrom);
    }

    [Theory]
    [InlineData(Key)]
    [InlineData(Key, "--org", "acme", "--role", "king")]
    [InlineData(Key, "--org", "acme", "--ttl", "forever")]
    [InlineData("short", "--org", "acme")]
    [InlineData(null, "--org", "acme")]
    public async Task Mistakes_are_said_in_a_sentence(string? key, params string[] options)
    {
        if (key is not null)
        {
            tool.Variables["Auth__SigningKey"] = key;
        }

        Assert.Equal(ExitCode.Usage, await tool.RunAsync(["token", .. options]));

        Assert.Single(tool.Error.Lines);
        Assert.Empty(tool.Out.Text);
    }
}
