using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>The local authorization list.</summary>
sealed class LocalList
{
    [JsonPropertyName("version")]
    public int Version { get; set; }

    [JsonPropertyName("entries")]
    public List<LocalAuthEntry> Entries { get; set; } = [];
}

/// <summary>What becomes of an update of the list.</summary>
enum ListUpdate
{
    /// <summary>It is done.</summary>
    Accepted,
    /// <summary>An entry is too long, there twice or without a status, there are too many, or a list has no version.</summary>
    Failed,
    /// <summary>The list is disabled.</summary>
    NotSupported,
    /// <summary>A part of a list that is not newer than what is there.</summary>
    VersionMismatch,
}

// The local authorization list (1.6 sections 3.5.2, 5.10 and 5.15, 2.0.1 use cases D01 and D02).
public sealed partial class Charger
{
    /// <summary>The entries of the local authorization list.</summary>
    internal int LocalListLength => state.LocalList?.Entries.Count ?? 0;

    /// <summary>The bytes that the local authorization list takes.</summary>
    internal int LocalListBytes => state.LocalList?.Entries.Sum(entry => entry.Bytes) ?? 0;

    internal V2.GetLocalListVersionResponse AnswerGetLocalListVersion2() =>
        new() { VersionNumber = Flag(Settings.LocalListEnabled) ? LocalListVersion : 0 };

    internal V2.SendLocalListResponse Answer(V2.SendLocalListRequest request)
    {
        var entries = new List<(string IdTag, LocalAuthEntry? Entry)>();
        foreach (var data in request.LocalAuthorizationList ?? [])
        {
            var token = data.IdToken;
            entries.Add((token.IdToken, data.IdTokenInfo is not { } info ? null : new(
                token.IdToken, info.CacheExpiryDateTime, info.GroupIdToken?.IdToken,
                SameName<V2.AuthorizationStatusEnumType, AuthorizationStatus>.Of(info.Status), token.Type)));
        }

        // 0 is the version of a list that is not there, so that none can have it.
        var problem = request.VersionNumber == 0 ? "version 0 says that there is no list" : null;
        var update = problem is not null ? ListUpdate.Failed
            : UpdateList(request.VersionNumber, request.UpdateType == V2.UpdateEnumType.Full, entries, out problem);
        return new()
        {
            Status = update switch
            {
                ListUpdate.Accepted => V2.SendLocalListStatusEnumType.Accepted,
                ListUpdate.VersionMismatch => V2.SendLocalListStatusEnumType.VersionMismatch,
                _ => V2.SendLocalListStatusEnumType.Failed,
            },
            StatusInfo = problem is null ? null : new()
            {
                ReasonCode = update == ListUpdate.NotSupported ? "NotEnabled" : "InvalidValue",
                AdditionalInfo = problem,
            },
        };
    }

    internal V16.GetLocalListVersionResponse AnswerGetLocalListVersion()
    {
        const int notSupported = -1;
        return new() { ListVersion = Flag(Settings.LocalListEnabled) ? LocalListVersion : notSupported };
    }

    // An empty list has none (1.6 section 5.10).
    int LocalListVersion => state.LocalList is { Entries.Count: > 0 } list ? list.Version : 0;

    internal V16.SendLocalListResponse Answer(V16.SendLocalListRequest request)
    {
        var entries = new List<(string IdTag, LocalAuthEntry? Entry)>();
        foreach (var data in request.LocalAuthorizationList ?? [])
        {
            entries.Add((data.IdTag, data.IdTagInfo is not { } info ? null : new(
                data.IdTag, info.ExpiryDate, info.ParentIdTag, SameName<V16.AuthorizationStatus, AuthorizationStatus>.Of(info.Status))));
        }

        return new()
        {
            Status = SameName<ListUpdate, V16.UpdateStatus>.Of(
                UpdateList(request.ListVersion, request.UpdateType == V16.UpdateType.Full, entries, out _)),
        };
    }

    /// <summary>Replaces the list, or amends it: an entry takes the place of one of the same id tag, null removes it.</summary>
    ListUpdate UpdateList(int version, bool full, IReadOnlyList<(string IdTag, LocalAuthEntry? Entry)> updates, out string? problem)
    {
        problem = !Flag(Settings.LocalListEnabled) ? "the local authorization list is disabled"
            : !full && version <= LocalListVersion ? $"list_version {version} is not above the local list's version {LocalListVersion}"
            : null;
        if (problem is not null)
        {
            return Flag(Settings.LocalListEnabled) ? ListUpdate.VersionMismatch : ListUpdate.NotSupported;
        }

        // 0 is the version of an empty list, and -1 of one that is not supported.
        if (version < 0 || (version == 0 && updates.Count > 0))
        {
            problem = $"list_version {version} is not above 0";
            return ListUpdate.Failed;
        }

        var entries = new Dictionary<string, LocalAuthEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var known in full ? [] : state.LocalList?.Entries ?? [])
        {
            entries[known.IdTag] = known;
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (idTag, entry) in updates)
        {
            problem = NoToken(idTag, entry?.TokenType)
                ?? (!seen.Add(idTag) ? $"the id tag {idTag} is there twice" : full && entry is null ? $"the id tag {idTag} has no status" : null);
            if (problem is not null)
            {
                return ListUpdate.Failed;
            }

            if (entry is null)
            {
                entries.Remove(idTag);
            }
            else
            {
                entries[idTag] = entry;
            }
        }

        var most = Number(Settings.LocalListMaxLength);
        if (entries.Count > most)
        {
            problem = $"the local list takes {most} entries, not {entries.Count}";
            return ListUpdate.Failed;
        }

        state.LocalList = new LocalList { Version = version, Entries = [.. entries.Values] };
        persist = true;
        return ListUpdate.Accepted;
    }
}
