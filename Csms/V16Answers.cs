using System.Collections.Frozen;
using System.Text.Json;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>OCPP 1.6 as the central system speaks it.</summary>
static class V16Answers
{
    public static Protocol Protocol { get; } = new(OcppVersion.V16, MessageSet.V16, new Dictionary<string, AnswerWriter>
    {
        ["BootNotification"] = Boot,
        ["Heartbeat"] = static (session, in _, answer) =>
            new V16.HeartbeatResponse { CurrentTime = session.System.Time.GetUtcNow() }.Write(answer),
        ["Authorize"] = static (session, in call, answer) =>
            new V16.AuthorizeResponse { IdTagInfo = InfoOf(session, Read<V16.AuthorizeRequest>(call).IdTag, atStart: false) }.Write(answer),
        ["StartTransaction"] = Start,
        ["StopTransaction"] = Stop,
        ["MeterValues"] = Meter,
        ["StatusNotification"] = Status,
        ["SignCertificate"] = static (session, in call, answer) => new V16.SignCertificateResponse
        {
            Status = session.Certify(Read<V16.SignCertificateRequest>(call).Csr) ? V16.GenericStatusEnumType.Accepted : V16.GenericStatusEnumType.Rejected,
        }.Write(answer),
        ["DataTransfer"] = static (_, in _, answer) =>
            new V16.DataTransferResponse { Status = V16.DataTransferStatus.UnknownVendorId }.Write(answer),
    }.ToFrozenDictionary());

    static TRequest Read<TRequest>(in Frame call)
        where TRequest : OcppRequest =>
        (TRequest)MessageSet.V16.Find(call.Action)!.Request.ReadChecked(call.Payload.Span);

    static V16.IdTagInfo InfoOf(ChargerSession session, string idTag, bool atStart)
    {
        var status = session.System.StatusOf(idTag, atStart);
        return new()
        {
            // What only later versions know is a refusal all the same.
            Status = Enum.TryParse<V16.AuthorizationStatus>(status.ToString(), out var known) ? known : V16.AuthorizationStatus.Invalid,
        };
    }

    static void Boot(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = Read<V16.BootNotificationRequest>(call);
        var (status, interval) = session.Boot(request.ChargePointVendor, request.ChargePointModel);
        new V16.BootNotificationResponse
        {
            Status = SameName<RegistrationStatus, V16.RegistrationStatus>.Of(status),
            CurrentTime = session.System.Time.GetUtcNow(),
            Interval = interval,
        }.Write(answer);
    }

    static void Start(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = Read<V16.StartTransactionRequest>(call);
        var id = session.System.Ledger.Start(
            session.Charger, MessageMark.Of(call), request.ConnectorId, request.IdTag, request.MeterStart, request.Timestamp);
        new V16.StartTransactionResponse { IdTagInfo = InfoOf(session, request.IdTag, atStart: true), TransactionId = id }.Write(answer);
    }

    static void Stop(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = Read<V16.StopTransactionRequest>(call);
        session.System.Ledger.Stop(
            request.TransactionId, MessageMark.Of(call), request.MeterStop, request.Reason?.ToString(), request.Timestamp);
        new V16.StopTransactionResponse
        {
            IdTagInfo = request.IdTag is { } idTag ? InfoOf(session, idTag, atStart: false) : null,
        }.Write(answer);
    }

    static void Meter(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        // The most frequent message by far: only the id is read.
        var reader = new Utf8JsonReader(call.Payload.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("transactionId"u8);
            reader.Read();
            if (isId)
            {
                session.System.Ledger.Update(reader.GetInt32(), MessageMark.Of(call));
                break;
            }

            reader.Skip();
        }

        V16.MeterValuesResponse.Instance.Write(answer);
    }

    static void Status(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = Read<V16.StatusNotificationRequest>(call);
        session.Charger.Status(request.ConnectorId, request.Status.ToString());
        V16.StatusNotificationResponse.Instance.Write(answer);
    }
}
