using OcppLab.Grains;

namespace OcppLab.Api;

/// <summary>The answer to a command, for one charger or many: put together here from the chargers' receipts.</summary>
/// <param name="Request">The command.</param>
/// <param name="Queued">The chargers that took it.</param>
/// <param name="Failed">The chargers that refused it.</param>
public sealed record LocationCommandResponse(
    CommandRequest Request, IReadOnlyList<ChargerReceipt> Queued, IReadOnlyList<ChargerReceipt> Failed)
{
    /// <summary>Sorts the chargers' receipts, keeping their order.</summary>
    public static LocationCommandResponse From(CommandRequest request, IReadOnlyList<ChargerReceipt> receipts)
    {
        var queued = new List<ChargerReceipt>(receipts.Count);
        var failed = new List<ChargerReceipt>();
        foreach (var receipt in receipts)
        {
            (receipt.Refusal is null ? queued : failed).Add(receipt);
        }

        return new(request, queued, failed);
    }
}
