using System.Text.Json;

namespace OcppLab.Tests.Simulation.Certification201;

/// <summary>What a CSMS asks of a charger's certificates.</summary>
static class CertificateCalls
{
    /// <summary>Installs a root certificate, and looks at the status of the answer.</summary>
    public static void Install(this ChargerFixture fixture, string status, string type, string pem) => fixture.Answers(
        status, "InstallCertificate", $$"""{"certificateType":"{{type}}","certificate":{{JsonSerializer.Serialize(pem)}}}""");

    /// <summary>The types of the certificates that a charger lists.</summary>
    public static string[] Installed(this ChargerFixture fixture, string payload) =>
        [.. fixture.Chains(payload).Select(chain => chain.GetProperty("certificateType").GetString()!)];

    /// <summary>The certificates that a charger lists.</summary>
    public static JsonElement[] Chains(this ChargerFixture fixture, string payload)
    {
        var answer = fixture.Ask("GetInstalledCertificateIds", payload);
        Assert.Equal(answer.GetProperty("status").GetString() == Calls.Accepted, answer.TryGetProperty("certificateHashDataChain", out var chains));
        return chains.ValueKind == JsonValueKind.Array ? [.. chains.EnumerateArray()] : [];
    }
}
