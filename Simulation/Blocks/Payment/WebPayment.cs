using System.Text.Json.Serialization;

namespace OcppLab.Simulation;

/// <summary>Somebody pays for an EVSE on a web page: nobody starts there at the charger meanwhile.</summary>
/// <param name="EvseId">The EVSE.</param>
/// <param name="Until">When no result is to be expected any more.</param>
sealed record WebPayment(
    [property: JsonPropertyName("evseId")] int EvseId,
    [property: JsonPropertyName("until")] DateTimeOffset Until);

// NotifyWebPaymentStarted (2.1 use case C25).
public sealed partial class Charger
{
    // The request has no answer for an EVSE that is not there. What is over is looked for when somebody comes, not by the clock.
    internal V2.NotifyWebPaymentStartedResponse Answer(V2.NotifyWebPaymentStartedRequest request, DateTimeOffset now)
    {
        if (Spec.Model.ConnectorsOf(request.EvseId).Any())
        {
            EndWebPayment(request.EvseId, now);
            if (request.Timeout > 0)
            {
                (state.WebPayments ??= new(1)).Add(new(request.EvseId, now.AddSeconds(request.Timeout)));
            }

            persist = true;
        }

        return V2.NotifyWebPaymentStartedResponse.Instance;
    }

    // With the payment made, the CSMS starts the session from afar.
    void EndWebPayment(int evseId, DateTimeOffset now)
    {
        if (state.WebPayments is { } payments && payments.RemoveAll(payment => payment.EvseId == evseId || payment.Until <= now) > 0)
        {
            state.WebPayments = payments.Count > 0 ? payments : null;
            persist = true;
        }
    }

    WebPayment? WebPaymentAt(int evseId, DateTimeOffset now) => state.WebPayments?.Find(payment => payment.EvseId == evseId && payment.Until > now);

    string? AwaitsPayment(int id, DateTimeOffset now) => Missing(id) is null && WebPaymentAt(Spec.Model.EvseOf(id).EvseId, now) is { } payment
        ? $"connector {id} waits for a payment on the web until {payment.Until.UtcDateTime:u}"
        : null;
}
