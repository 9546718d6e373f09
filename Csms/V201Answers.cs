using System.Collections.Frozen;
using System.Text.Json;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>What the ledger keeps of a TransactionEvent.</summary>
/// <param name="Kind">Which part of the transaction's life it tells.</param>
/// <param name="TransactionId">The transaction.</param>
/// <param name="SeqNo">The event's number.</param>
/// <param name="At">When it happened.</param>
/// <param name="EvseId">The EVSE, if it names one.</param>
/// <param name="IdToken">The id token, if it names one.</param>
/// <param name="RegisterWh">The energy register, if it has one.</param>
/// <param name="Reason">Why the transaction ended, if it did.</param>
sealed record TransactionEvent(
    TransactionEventKind Kind, string TransactionId, int SeqNo, DateTimeOffset At = default, int? EvseId = null, string? IdToken = null,
    double? RegisterWh = null, string? Reason = null);

/// <summary>OCPP 2.0.1 as the central system speaks it.</summary>
static class V201Answers
{
    /// <summary>The answers, which 2.1 has too.</summary>
    public static IReadOnlyDictionary<string, AnswerWriter> Answers { get; } = new Dictionary<string, AnswerWriter>
    {
        ["BootNotification"] = Boot,
        ["Heartbeat"] = static (session, in _, answer) =>
            new V2.HeartbeatResponse { CurrentTime = session.System.Time.GetUtcNow() }.Write(answer),
        ["Authorize"] = Authorize,
        ["TransactionEvent"] = Event,
        ["StatusNotification"] = Status,
        ["NotifyCustomerInformation"] = static (_, in _, answer) => V2.NotifyCustomerInformationResponse.Instance.Write(answer),
        ["NotifyDisplayMessages"] = static (_, in _, answer) => V2.NotifyDisplayMessagesResponse.Instance.Write(answer),
        ["ReservationStatusUpdate"] = static (_, in _, answer) => V2.ReservationStatusUpdateResponse.Instance.Write(answer),
        ["SignCertificate"] = Sign,
        ["NotifyEVChargingNeeds"] = static (_, in _, answer) =>
            new V2.NotifyEVChargingNeedsResponse { Status = V2.NotifyEVChargingNeedsStatusEnumType.Accepted }.Write(answer),
        ["NotifyEVChargingSchedule"] = static (_, in _, answer) =>
            new V2.NotifyEVChargingScheduleResponse { Status = V2.GenericStatusEnumType.Accepted }.Write(answer),
        ["GetCertificateStatus"] = StatusOfCertificate,
        ["Get15118EVCertificate"] = static (_, in call, answer) => new V2.Get15118EVCertificateResponse
        {
            // What a vehicle asks its operator for only they can read: the answer is of the same kind.
            Status = V2.Iso15118EVCertificateStatusEnumType.Accepted,
            ExiResponse = Read<V2.Get15118EVCertificateRequest>(call).ExiRequest,
        }.Write(answer),
        ["DataTransfer"] = static (_, in _, answer) =>
            new V2.DataTransferResponse { Status = V2.DataTransferStatusEnumType.UnknownVendorId }.Write(answer),
    };

    public static Protocol Protocol { get; } = new(OcppVersion.V201, MessageSet.V201, Answers.ToFrozenDictionary());

    static TRequest Read<TRequest>(in Frame call)
        where TRequest : OcppRequest =>
        (TRequest)MessageSet.V201.Find(call.Action)!.Request.ReadChecked(call.Payload.Span);

    static V2.IdTokenInfoType InfoOf(ChargerSession session, V2.IdTokenType token, bool atStart) => new()
    {
        Status = SameName<AuthorizationStatus, V2.AuthorizationStatusEnumType>.Of(session.System.StatusOf(token.IdToken, atStart)),
    };

    /// <summary>A contract certificate is as good as its eMAID: there is no operator to ask.</summary>
    static void Authorize(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = Read<V2.AuthorizeRequest>(call);
        new V2.AuthorizeResponse
        {
            IdTokenInfo = InfoOf(session, request.IdToken, atStart: false),
            CertificateStatus = request is { Certificate: null, Iso15118CertificateHashData: null } ? null : V2.AuthorizeCertificateStatusEnumType.Accepted,
        }.Write(answer);
    }

    static void Boot(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var station = Read<V2.BootNotificationRequest>(call).ChargingStation;
        var (status, interval) = session.Boot(station.VendorName, station.Model);
        session.ReportIfNew(status);
        new V2.BootNotificationResponse
        {
            CurrentTime = session.System.Time.GetUtcNow(),
            Interval = interval,
            Status = SameName<RegistrationStatus, V2.RegistrationStatusEnumType>.Of(status),
        }.Write(answer);
    }

    static void Event(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        if (ReadUpdate(call.Payload.Span) is { } update)
        {
            session.System.Ledger.Take(session.Charger, MessageMark.Of(call), update);
            new V2.TransactionEventResponse().Write(answer);
            return;
        }

        var request = Read<V2.TransactionEventRequest>(call);
        var kind = SameName<V2.TransactionEventEnumType, TransactionEventKind>.Of(request.EventType);
        session.System.Ledger.Take(session.Charger, MessageMark.Of(call), new(
            kind, request.TransactionInfo.TransactionId, request.SeqNo, request.Timestamp, request.Evse?.Id, request.IdToken?.IdToken,
            RegisterWh(request), request.TransactionInfo.StoppedReason?.ToString()));
        new V2.TransactionEventResponse
        {
            IdTokenInfo = request.IdToken is { } token ? InfoOf(session, token, kind == TransactionEventKind.Started) : null,
        }.Write(answer);
    }

    /// <summary>The most frequent message by far, an event Updated without an id token: only its numbers are read. Null for any other.</summary>
    static TransactionEvent? ReadUpdate(ReadOnlySpan<byte> payload)
    {
        string? transactionId = null;
        int? seqNo = null;
        var isUpdate = false;
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("eventType"u8))
            {
                reader.Read();
                isUpdate = reader.ValueTextEquals("Updated"u8);
            }
            else if (reader.ValueTextEquals("seqNo"u8))
            {
                reader.Read();
                seqNo = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("transactionInfo"u8))
            {
                reader.Read();
                transactionId = ReadTransactionId(ref reader);
            }
            else if (reader.ValueTextEquals("idToken"u8))
            {
                return null;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return isUpdate ? new(TransactionEventKind.Updated, transactionId!, seqNo!.Value) : null;
    }

    static string? ReadTransactionId(ref Utf8JsonReader reader)
    {
        string? id = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("transactionId"u8);
            reader.Read();
            if (isId)
            {
                id = reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }

        return id;
    }

    /// <summary>The energy register of an event's first (Started) or last (Ended) meter value, in watt-hours.</summary>
    static double? RegisterWh(V2.TransactionEventRequest request)
    {
        var values = (request.MeterValue ?? []).SelectMany(value => value.SampledValue).Where(
            value => value is { Measurand: null or V2.MeasurandEnumType.EnergyActiveImportRegister, Phase: null });
        var register = request.EventType == V2.TransactionEventEnumType.Started ? values.FirstOrDefault() : values.LastOrDefault();
        return register is null
            ? null
            : register.Value * Math.Pow(10, register.UnitOfMeasure?.Multiplier ?? 0) * (register.UnitOfMeasure?.Unit == "kWh" ? 1000 : 1);
    }

    static void Sign(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = Read<V2.SignCertificateRequest>(call);
        new V2.SignCertificateResponse
        {
            Status = session.Certify(request.Csr, request.CertificateType?.ToString()) ? V2.GenericStatusEnumType.Accepted : V2.GenericStatusEnumType.Rejected,
        }.Write(answer);
    }

    /// <summary>Of the certificates that the authority here has issued; of others nothing is known.</summary>
    static void StatusOfCertificate(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var asked = Read<V2.GetCertificateStatusRequest>(call).OcspRequestData;
        var status = StatusOf(session, new()
        {
            HashAlgorithm = asked.HashAlgorithm,
            IssuerNameHash = asked.IssuerNameHash,
            IssuerKeyHash = asked.IssuerKeyHash,
            SerialNumber = asked.SerialNumber,
        });
        new V2.GetCertificateStatusResponse
        {
            Status = status is null ? V2.GetCertificateStatusEnumType.Failed : V2.GetCertificateStatusEnumType.Accepted,
            OcspResult = status is null ? null : Convert.ToBase64String(status),
        }.Write(answer);
    }

    /// <summary>What the authority here says of a certificate (OCSP); null for one that it has not issued.</summary>
    public static byte[]? StatusOf(ChargerSession session, V2.CertificateHashDataType certificate) => session.System.Authority.StatusOf(new(
        Enum.Parse<CertificateHashAlgorithm>(certificate.HashAlgorithm.ToString(), ignoreCase: true),
        certificate.IssuerNameHash, certificate.IssuerKeyHash, certificate.SerialNumber));

    static void Status(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = Read<V2.StatusNotificationRequest>(call);
        session.Charger.Status(request.EvseId, request.ConnectorStatus.ToString());
        V2.StatusNotificationResponse.Instance.Write(answer);
    }
}
