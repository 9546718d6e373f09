using System.Collections.Frozen;
using System.Text.Json;
using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Csms;

/// <summary>OCPP 2.1 as the central system speaks it: as 2.0.1, and what only 2.1 has.</summary>
static class V21Answers
{
    public static Protocol Protocol { get; } = new(OcppVersion.V21, MessageSet.V21, new Dictionary<string, AnswerWriter>(V201Answers.Answers)
    {
        ["OpenPeriodicEventStream"] = static (_, in _, answer) =>
            new V2.OpenPeriodicEventStreamResponse { Status = V2.GenericStatusEnumType.Accepted }.Write(answer),
        ["GetCertificateChainStatus"] = StatusOfChain,

        // It has made no schedule that could change.
        ["PullDynamicScheduleUpdate"] = static (_, in _, answer) =>
            new V2.PullDynamicScheduleUpdateResponse { Status = V2.ChargingProfileStatusEnumType.Rejected }.Write(answer),
        ["VatNumberValidation"] = Validate,
    }.ToFrozenDictionary());

    static TRequest Read<TRequest>(in Frame call)
        where TRequest : OcppRequest =>
        (TRequest)MessageSet.V21.Find(call.Action)!.Request.ReadChecked(call.Payload.Span);

    /// <summary>No list of revoked certificates is kept here: what is asked by OCSP of its own certificates is good, of all others nothing is known.</summary>
    static void StatusOfChain(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var now = session.System.Time.GetUtcNow();
        new V2.GetCertificateChainStatusResponse
        {
            CertificateStatus = [.. Read<V2.GetCertificateChainStatusRequest>(call).CertificateStatusRequests.Select(asked => new V2.CertificateStatusType
            {
                CertificateHashData = asked.CertificateHashData,
                Source = asked.Source,
                Status = asked.Source == V2.CertificateStatusSourceEnumType.OCSP && V201Answers.StatusOf(session, asked.CertificateHashData) is not null
                    ? V2.CertificateStatusEnumType.Good
                    : V2.CertificateStatusEnumType.Unknown,
                NextUpdate = now.AddDays(1),
            })],
        }.Write(answer);
    }

    /// <summary>A number that begins with the two letters of a country has an owner, who is made up.</summary>
    static void Validate(ChargerSession session, in Frame call, Utf8JsonWriter answer)
    {
        var request = Read<V2.VatNumberValidationRequest>(call);
        var isValid = request.VatNumber.Length > 4 && char.IsAsciiLetterUpper(request.VatNumber[0]) && char.IsAsciiLetterUpper(request.VatNumber[1]);
        new V2.VatNumberValidationResponse
        {
            VatNumber = request.VatNumber,
            EvseId = request.EvseId,
            Status = isValid ? V2.GenericStatusEnumType.Accepted : V2.GenericStatusEnumType.Rejected,
            Company = isValid
                ? new() { Name = "Company of the built-in CSMS", Address1 = "Street 1", City = "City", Country = request.VatNumber[..2] }
                : null,
        }.Write(answer);
    }
}
