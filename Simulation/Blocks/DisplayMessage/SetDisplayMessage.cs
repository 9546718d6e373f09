using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>A message for the charger's display (2.0.1 block O).</summary>
/// <param name="Id">Its id, given by the CSMS.</param>
/// <param name="Priority">Before which others it is shown.</param>
/// <param name="Format">What its text is.</param>
/// <param name="Content">Its text, at most 512 characters in 2.0.1.</param>
/// <param name="Language">The text's language (RFC 5646), or null.</param>
/// <param name="State">In which state alone it is shown; null for in any.</param>
/// <param name="StartAt">From when on it is shown; null for at once.</param>
/// <param name="EndAt">When it is removed; null for never.</param>
/// <param name="TransactionId">The transaction with which it is removed; null for none.</param>
/// <param name="Place">The display that it is for; null for the charger's.</param>
sealed record DisplayMessage(
    [property: JsonPropertyName("id")] int Id,
    [property: JsonPropertyName("priority")] V2.MessagePriorityEnumType Priority,
    [property: JsonPropertyName("format")] V2.MessageFormatEnumType Format,
    [property: JsonPropertyName("content")] string Content,
    [property: JsonPropertyName("language")] string? Language,
    [property: JsonPropertyName("state")] V2.MessageStateEnumType? State,
    [property: JsonPropertyName("startAt")] DateTimeOffset? StartAt,
    [property: JsonPropertyName("endAt")] DateTimeOffset? EndAt,
    [property: JsonPropertyName("transactionId")] string? TransactionId,
    [property: JsonPropertyName("place")] DisplayPlace? Place);

/// <summary>Which display a message is for.</summary>
/// <param name="Name">The component's name, as the CSMS spells it.</param>
/// <param name="Instance">Its instance, or null.</param>
/// <param name="EvseId">The EVSE it is of, or null.</param>
/// <param name="ConnectorId">The connector in the EVSE, or null.</param>
sealed record DisplayPlace(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("instance")] string? Instance,
    [property: JsonPropertyName("evseId")] int? EvseId,
    [property: JsonPropertyName("connectorId")] int? ConnectorId);

// SetDisplayMessage and ClearDisplayMessage (2.0.1 use cases O01, O02, O05 and O06), and what ends a message by itself.
public sealed partial class Charger
{
    const string DisplayComponent = "Display";

    /// <summary>How many display messages there are.</summary>
    internal int DisplayMessageCount => state.DisplayMessages?.Count ?? 0;

    internal V2.SetDisplayMessageResponse Answer(V2.SetDisplayMessageRequest request, DateTimeOffset now)
    {
        var status = Fits(request.Message, now);
        if (status == V2.DisplayMessageStatusEnumType.Accepted)
        {
            Put(request.Message);
        }

        return new() { Status = status };
    }

    internal V2.ClearDisplayMessageResponse Answer(V2.ClearDisplayMessageRequest request) => new()
    {
        Status = RemoveDisplayMessages(message => message.Id == request.Id)
            ? V2.ClearMessageStatusEnumType.Accepted : V2.ClearMessageStatusEnumType.Unknown,
    };

    V2.DisplayMessageStatusEnumType Fits(V2.MessageInfoType info, DateTimeOffset now) =>
        !Flag(Settings.DisplayEnabled) ? V2.DisplayMessageStatusEnumType.Rejected
        : !Lists(Settings.DisplayPriorities, info.Priority.ToString()) ? V2.DisplayMessageStatusEnumType.NotSupportedPriority
        : info.State > V2.MessageStateEnumType.Unavailable ? V2.DisplayMessageStatusEnumType.NotSupportedState
        : !Lists(Settings.DisplayFormats, info.Message.Format.ToString()) ? V2.DisplayMessageStatusEnumType.NotSupportedMessageFormat
        : info.TransactionId is { } id && TransactionOf(id) is null ? V2.DisplayMessageStatusEnumType.UnknownTransaction
        : !HasDisplay(info.Display) || info.EndDateTime <= now || info.EndDateTime <= info.StartDateTime
            || (state.DisplayMessages ?? []).Count(other => other.Id != info.Id) >= Settings.DisplayMessages.Max ? V2.DisplayMessageStatusEnumType.Rejected
        : V2.DisplayMessageStatusEnumType.Accepted;

    bool Lists(Setting list, string word) => Value(list).Split(',').Contains(word);

    // The one display of the charger shows what is for one of its EVSEs too.
    bool HasDisplay(V2.ComponentType? display) => display is null || (Same(display.Name, DisplayComponent) && NumbersOf(display.Evse).Any());

    // In place of the one of the same id, and of the one that was to be always in front.
    void Put(V2.MessageInfoType info)
    {
        var messages = state.DisplayMessages ??= new(1);
        messages.RemoveAll(other => other.Id == info.Id
            || (info.Priority == V2.MessagePriorityEnumType.AlwaysFront && other.Priority == V2.MessagePriorityEnumType.AlwaysFront));
        messages.Add(new(
            info.Id, info.Priority, info.Message.Format, info.Message.Content, info.Message.Language, info.State, info.StartDateTime, info.EndDateTime,
            info.TransactionId, info.Display is not { } display ? null
                : new(display.Name, display.Instance, display.Evse?.Id, display.Evse?.ConnectorId)));
        persist = true;
    }

    void EndDisplayMessages(DateTimeOffset at) => RemoveDisplayMessages(message => message.EndAt <= at);

    void ForgetDisplayMessages(Transaction ended) => RemoveDisplayMessages(message => message.TransactionId is { } id && id == ended.Id);

    // False where there is none of them.
    bool RemoveDisplayMessages(Predicate<DisplayMessage> which)
    {
        if (state.DisplayMessages is not { } messages || messages.RemoveAll(which) == 0)
        {
            return false;
        }

        state.DisplayMessages = messages.Count > 0 ? messages : null;
        persist = true;
        return true;
    }

    DateTimeOffset? NextDisplayMessageEnd
    {
        get
        {
            if (state.DisplayMessages is not { } messages)
            {
                return null;
            }

            DateTimeOffset? next = null;
            foreach (var message in messages)
            {
                next = Earlier(next, message.EndAt);
            }

            return next;
        }
    }

    Transaction? TransactionOf(string id) => Array.Find(connectors, connector => connector.Open?.Id == id)?.Open;
}
