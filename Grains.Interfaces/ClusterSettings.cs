using System.Net;
using Microsoft.Extensions.Configuration;

namespace OcppLab.Grains;

/// <summary>What a silo's process does besides holding chargers.</summary>
public enum ClusterRole
{
    /// <summary>It serves the front door and the dashboard too.</summary>
    Both,
    /// <summary>Nothing but its management port.</summary>
    Silo,
}

/// <summary>The settings of a process of the cluster, from the configuration section <c>Cluster</c>.</summary>
public sealed record ClusterSettings
{
    /// <summary>The name that Orleans' ADO.NET providers know PostgreSQL's driver by.</summary>
    public const string Npgsql = "Npgsql";

    /// <summary>What a silo's process does besides holding chargers.</summary>
    public ClusterRole Role { get; init; }

    /// <summary>Npgsql's connection string of the database that the silos share; null for one silo that is alone. Secret.</summary>
    public string? Database { get; init; }

    /// <summary>The name of the cluster, the same for all its silos. Another cluster needs another database.</summary>
    public string ClusterId { get; init; } = "ocpplab";

    /// <summary>The name that Orleans' providers keep grains' data under; null for <see cref="ClusterId"/>.</summary>
    public string? ServiceId { get; init; }

    /// <summary>The address that other silos reach this one at: an IP address, or <c>auto</c> for the machine's own.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port for other silos.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>The port for front doors that are not silos.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The port of a silo without a front door for health; null for 7,000 above <see cref="SiloPort"/>, which differs wherever that does.</summary>
    public int? ManagementPort { get; init; }

    /// <summary>The address that the management port listens on.</summary>
    public string ManagementAddress { get; init; } = "127.0.0.1";

    /// <summary>How long a silo waits after a change among the silos before it wakes the chargers that are to run: silos
    /// that start together share them out.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Within what time it is looked at each charger that is to run whether it does, wherever it is.</summary>
    public TimeSpan SweepTime { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Whether Orleans moves chargers from fuller silos to emptier ones. A connected charger that moves reconnects.</summary>
    public bool Rebalance { get; init; } = true;

    /// <summary>How long an idle charger without a connection stays in memory; at least a minute.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Silo-to-silo TLS.</summary>
    public ClusterTlsSettings Tls { get; init; } = new();

    /// <summary>The management port in force.</summary>
    public int ManagementPortOrDefault => ManagementPort ?? SiloPort + 7000;

    /// <summary>The service's name in force.</summary>
    public string ServiceIdOrDefault => ServiceId ?? ClusterId;

    /// <summary>The address, if it is fixed.</summary>
    public IPAddress? IPAddress => Address == "auto" ? null : System.Net.IPAddress.Parse(Address);

    /// <summary>Reads the settings; what is not set has its default.</summary>
    /// <exception cref="InvalidOperationException">A value does not fit; the message names the setting.</exception>
    public static ClusterSettings From(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Cluster").Get<ClusterSettings>() ?? new();
        if (settings.Address != "auto" && !System.Net.IPAddress.TryParse(settings.Address, out _))
        {
            throw new InvalidOperationException($"Cluster:Address must be an IP address or \"auto\", not \"{settings.Address}\".");
        }

        if (!System.Net.IPAddress.TryParse(settings.ManagementAddress, out _))
        {
            throw new InvalidOperationException($"Cluster:ManagementAddress must be an IP address, not \"{settings.ManagementAddress}\".");
        }

        if (settings.IdleTime < TimeSpan.FromMinutes(1))
        {
            throw new InvalidOperationException("Cluster:IdleTime must be at least 00:01:00.");
        }

        return settings with { Database = NullIfBlank(settings.Database), ServiceId = NullIfBlank(settings.ServiceId) };
    }

    static string? NullIfBlank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}

/// <summary>TLS between silos, and between front doors and silos: each proves itself with a certificate.</summary>
public sealed record ClusterTlsSettings
{
    /// <summary>A PKCS #12 file with this process's certificate and key; null for no TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>The file's password. Secret.</summary>
    public string? Password { get; init; }

    /// <summary>The name that the others' certificates are issued to.</summary>
    public string TargetHost { get; init; } = "ocpplab";

    /// <summary>A PEM file with the authority that issued the certificates; null for those the system trusts.</summary>
    public string? Authority { get; init; }
}
