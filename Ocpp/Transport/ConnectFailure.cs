using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace OcppLab.Ocpp;

/// <summary>What a failure to connect is to be told apart by.</summary>
internal enum ConnectFailureKind
{
    Other,
    AddressNotAllowed,
    ServerCertificateRefused,
}

/// <summary>A connection could not be made, for a reason that is already in plain words.</summary>
internal sealed class ConnectFailure(string reason, ConnectFailureKind kind = ConnectFailureKind.Other) : Exception(reason)
{
    /// <summary>What the reason begins with where it is this machine that allows no more connections.</summary>
    internal const string ThisSystem = "this system ";

    /// <summary>What it is to be told apart by.</summary>
    public ConnectFailureKind Kind => kind;

    /// <summary>Why a connection could not be made, in plain words.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="url">Where to.</param>
    /// <param name="step">What was being done, up to the name of the peer.</param>
    /// <param name="timeout">The time there was for it.</param>
    public static string Describe(Exception e, Uri url, string step, TimeSpan timeout)
    {
        var peer = url.Authority;
        return e switch
        {
            ConnectFailure => e.Message,
            OperationCanceledException => $"could not {step} {peer} within {timeout.TotalSeconds:0.#} s",
            AuthenticationException => $"the TLS handshake with {peer} failed: {Innermost(e)}",
            CryptographicException => $"the certificates for the connection can't be used: {e.Message}",
            _ when e as SocketException is { } failure => Describe(failure, url, peer),
            IOException { InnerException: SocketException failure } => Describe(failure, url, peer),
            _ => $"could not {step} {peer}: {e.Message}",
        };
    }

    static string Describe(SocketException e, Uri url, string peer) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"nothing listens at {peer} (connection refused)",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"the host name '{url.DnsSafeHost}' can't be resolved",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => $"{peer} dropped the connection before the WebSocket was open",
        SocketError.TimedOut => $"{peer} did not answer (timed out)",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => $"there is no route to {peer}",
        SocketError.TooManyOpenSockets => $"{ThisSystem}allows no more open connections (see ulimit -n)",
        SocketError.AddressNotAvailable => $"{ThisSystem}has no free port left for a connection to {peer}; Connections:LocalAddresses takes more addresses to connect from",
        _ => $"could not connect to {peer}: {e.Message}",
    };

    static string Innermost(Exception e) => e.InnerException switch
    {
        null or Win32Exception => e.Message,
        { } inner => Innermost(inner),
    };
}
