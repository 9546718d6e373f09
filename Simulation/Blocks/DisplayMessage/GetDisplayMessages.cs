namespace OcppLab.Simulation;

// GetDisplayMessages and NotifyDisplayMessages (2.0.1 use cases O03 and O04).
public sealed partial class Charger
{
    const int DisplayMessagesPerPart = 5;

    internal V2.GetDisplayMessagesResponse Answer(V2.GetDisplayMessagesRequest request)
    {
        var asked = (state.DisplayMessages ?? []).FindAll(message =>
            request.Id?.Contains(message.Id) != false
            && (request.Priority is not { } priority || message.Priority == priority)
            && (request.State is not { } whatState || message.State == whatState));
        var parts = asked.Select(InfoOf).Chunk(DisplayMessagesPerPart).ToList();
        for (var i = 0; i < parts.Count; i++)
        {
            Enqueue(new TriggeredEntry(new V2.NotifyDisplayMessagesRequest
            {
                RequestId = request.RequestId,
                MessageInfo = parts[i],
                Tbc = i < parts.Count - 1 ? true : null,
            }));
        }

        return new() { Status = asked.Count > 0 ? V2.GetDisplayMessagesStatusEnumType.Accepted : V2.GetDisplayMessagesStatusEnumType.Unknown };
    }

    static V2.MessageInfoType InfoOf(DisplayMessage message) => new()
    {
        Id = message.Id,
        Priority = message.Priority,
        Message = new() { Format = message.Format, Content = message.Content, Language = message.Language },
        Display = message.Place is not { } place ? null : new()
        {
            Name = place.Name,
            Instance = place.Instance,
            Evse = place.EvseId is { } evseId ? new() { Id = evseId, ConnectorId = place.ConnectorId } : null,
        },
        State = message.State,
        StartDateTime = message.StartAt,
        EndDateTime = message.EndAt,
        TransactionId = message.TransactionId,
    };
}
