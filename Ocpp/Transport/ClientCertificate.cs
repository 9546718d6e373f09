using OcppLab.Simulation;

namespace OcppLab.Ocpp;

/// <summary>A charger's own certificate, which it shows the CSMS (security profile 3).</summary>
/// <param name="ChainPem">The certificate in PEM, then those of its issuers below the root.</param>
/// <param name="Key">Its key.</param>
public sealed record ClientCertificate(string ChainPem, ChargerKey Key);
