using System.Net;
using Microsoft.Net.Http.Headers;

namespace OcppLab.Api;

/// <summary>Requests of whoever sits at the machine.</summary>
public static class LocalRequests
{
    static readonly string[] Forwarding = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"];

    /// <summary>Whether a request comes from this machine, to a name of this machine, by no proxy.</summary>
    /// <remarks>A proxy on the machine, and a page in a browser there that calls itself by another name, come from the loopback
    /// address too.</remarks>
    public static bool IsLocal(this HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && (http.Request.Host.Host == "localhost" || (IPAddress.TryParse(http.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)))
        && !Forwarding.Any(http.Request.Headers.ContainsKey);

    /// <summary>Whether a request is an admin's, or comes from this machine as <see cref="IsLocal"/> says.</summary>
    public static bool IsLocalOrAdmin(this HttpContext http) => http.User.IsInRole("admin") || http.IsLocal();

    /// <summary>Whether a request was made by a page of another origin: what a browser says of it.</summary>
    public static bool IsOfAnotherOrigin(this HttpContext http) =>
        http.Request.Headers.TryGetValue(HeaderNames.Origin, out var origin) && origin != $"{http.Request.Scheme}://{http.Request.Host}";
}
