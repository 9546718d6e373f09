using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace OcppLab.Api;

/// <summary>Why a process could not start, for the person who started it.</summary>
public static class StartFailure
{
    /// <summary>A sentence for what is wrong outside the program: a setting, a port in use, a directory or database that can't
    /// be opened. Null for what is a mistake within it.</summary>
    public static string? Sentence(Exception failure) => failure switch
    {
        SettingsException => failure.Message,
        IOException or SocketException or UnauthorizedAccessException or FormatException or DbException => $"It can't start: {failure.Message}",
        AddressInUseException => "It can't start: a port that it is to listen on is in use.",
        _ => null,
    };
}
