using System.Security.Cryptography;

namespace OcppLab.Inventory;

/// <summary>The ids of what is created.</summary>
public static class Ids
{
    /// <summary>A new charger's id.</summary>
    public static string Charger() => $"dep-{Hex(12)}";

    /// <summary>A new location's id.</summary>
    public static string Location() => $"loc-{Hex(12)}";

    /// <summary>A new job's id.</summary>
    public static string Job() => $"job-{Hex(12)}";

    /// <summary>A new command's id.</summary>
    public static string Command() => Hex(12);

    /// <summary>Random hexadecimal digits in lower case.</summary>
    public static string Hex(int digits) => RandomNumberGenerator.GetHexString(digits, lowercase: true);
}
