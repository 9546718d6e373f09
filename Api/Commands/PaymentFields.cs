using OcppLab.Simulation;

namespace OcppLab.Api;

/// <summary>The fields of the payloads of commands about payments.</summary>
static class PaymentFields
{
    const double MaxAmount = 1_000_000_000;

    public static readonly Field<string> VatNumber = Field.Text("vat_number", "The VAT number.", max: 20).Like("DE123456789");

    public static readonly Field<int?> VatEvseId = Field.Int("evse_id", "The EVSE that it is for, from 1; null for none.", 1).OrNull();

    public static readonly Field<string> PspRef = Field.Text(
        "psp_ref", "The payment's reference at the payment service, which was the session's id token.").Like("psp-4711");

    public static readonly Field<PaymentStatus> Status = Field.Choice(
        "status",
        "How the settlement went: `Settled`, `Canceled` where nothing was to be paid, `Rejected` by the payment service, or `Failed`.",
        [.. Enum.GetValues<PaymentStatus>().Select(status => (status.ToString(), status))]).Or(PaymentStatus.Settled, "Settled");

    public static readonly Field<double?> Amount = Field.Number(
        "amount", "The amount; null for what the connector's last session cost, as far as the charger knows, and 0 for `Canceled`.", 0, MaxAmount).OrNull();

    public static readonly Field<string?> TransactionId = Field.Text(
        "transaction_id", "The OCPP transaction; null for the connector's last one, as far as the charger knows.", max: 36).OrNull();

    public static readonly Field<string?> StatusInfo = Field.Text("status_info", "What there is to add; null for nothing.", max: 500).OrNull();

    public static readonly Field<string?> ReceiptId = Field.Text("receipt_id", "The receipt's id; null for none.", max: 50).OrNull();

    public static readonly Field<string?> ReceiptUrl = Field.Text("receipt_url", "The receipt's address; null for none.", max: 2000).OrNull();

    public static readonly Field<string?> ReceiptVatNumber = Field.Text("vat_number", "The VAT number on the receipt; null for none.", max: 20).OrNull();
}
