using System.Globalization;

namespace OcppLab.Ocpp.V16;

/// <summary>A transaction's numbers as 1.6 has them.</summary>
static class TransactionNumbers
{
    /// <summary>The energy register as meterStart and meterStop have it.</summary>
    public static int WholeWh(double energyWh) => (int)Math.Round(energyWh, MidpointRounding.AwayFromZero);

    /// <summary>The transaction's id; null while the CSMS has not given it.</summary>
    public static int? Id(string? transactionId) =>
        int.TryParse(transactionId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : null;
}
