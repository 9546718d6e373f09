using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcppLab.Grains;

/// <summary>The passwords that a CSMS sets with a frame, and those in the addresses of its files. They are the CSMS's, and logs are for all
/// who may read.</summary>
static class FrameSecrets
{
    const string Mask = "***";

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The frame with its passwords masked: the value of <c>AuthorizationKey</c> (1.6) and of <c>BasicAuthPassword</c>
    /// (2.0.1 and 2.1), the passwords of SetNetworkProfile, and user name and password in the addresses of firmware, diagnostics and logs. Any other frame is returned as it is.</summary>
    /// <param name="action">The frame's action; empty where it is not OCPP.</param>
    /// <param name="frame">The frame.</param>
    public static ReadOnlySpan<byte> Masked(string action, ReadOnlySpan<byte> frame)
    {
        if (action is not ("ChangeConfiguration" or "SetVariables" or "SetNetworkProfile"
            or "GetDiagnostics" or "GetLog" or "SignedUpdateFirmware" or "UpdateFirmware" or ""))
        {
            return frame;
        }

        if (action.Length == 0)
        {
            return Names(frame) ? "A frame that is not OCPP and names a password."u8 : frame;
        }

        try
        {
            return JsonNode.Parse(frame, documentOptions: Strict) is { } content && HideIn(content)
                ? Encoding.UTF8.GetBytes(content.ToJsonString(Relaxed))
                : frame;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // Properties that are there twice, or text that is not Unicode.
            return Encoding.UTF8.GetBytes($"A {action} whose JSON is ambiguous.");
        }
    }

    static bool Names(ReadOnlySpan<byte> frame)
    {
        var text = Encoding.UTF8.GetString(frame);
        return text.Contains("AuthorizationKey", StringComparison.OrdinalIgnoreCase) || text.Contains("Password", StringComparison.OrdinalIgnoreCase);
    }

    static bool HideIn(JsonNode node)
    {
        var hidden = false;
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                hidden |= item is not null && HideIn(item);
            }
        }
        else if (node is JsonObject content)
        {
            hidden = Is(content["key"], "AuthorizationKey") && Hide(content, "value");
            hidden |= content["variable"] is JsonObject variable && Is(variable["name"], "BasicAuthPassword") && Hide(content, "attributeValue");
            foreach (var (name, value) in content.ToArray())
            {
                hidden |= name.EndsWith("password", StringComparison.OrdinalIgnoreCase) ? Hide(content, name)
                    : name.EndsWith("location", StringComparison.OrdinalIgnoreCase) && HasCredentials(value, out var address) ? Hide(content, name, address)
                    : value is not null && HideIn(value);
            }
        }

        return hidden;
    }

    static bool Is(JsonNode? node, string name) =>
        node?.GetValueKind() == JsonValueKind.String && string.Equals(node.GetValue<string>(), name, StringComparison.OrdinalIgnoreCase);

    // An address with its user name and password masked.
    static bool HasCredentials(JsonNode? value, out string masked)
    {
        masked = value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
        var (slashes, end) = (masked.IndexOf("//", StringComparison.Ordinal), masked.LastIndexOf('@'));
        if (end < 0)
        {
            return false;
        }

        masked = string.Concat(slashes < 0 || slashes > end ? "" : masked[..(slashes + 2)], Mask, masked[end..]);
        return true;
    }

    static bool Hide(JsonObject content, string name, string mask = Mask)
    {
        if (!content.ContainsKey(name))
        {
            return false;
        }

        content[name] = mask;
        return true;
    }
}
