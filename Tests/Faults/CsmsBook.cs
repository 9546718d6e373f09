using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OcppLab.Csms;

namespace OcppLab.Tests.Faults;

/// <summary>What the central system has in its book.</summary>
sealed class CsmsBook(Uri address) : IDisposable
{
    readonly HttpClient http = new() { BaseAddress = address };

    public async Task<JsonNode> StatisticsAsync() => JsonNode.Parse(await http.GetStringAsync("/csms/stats"))!;

    public async Task<IReadOnlyList<TransactionView>> TransactionsAsync() =>
        (await http.GetFromJsonAsync("/csms/transactions", CsmsJson.Default.IReadOnlyListTransactionView))!;

    /// <summary>The chargers that are not connected or of which no frame has come since a time.</summary>
    public async Task<IReadOnlyList<string>> SilentAsync(IEnumerable<string> identities, DateTimeOffset since)
    {
        var silent = new List<string>();
        await Parallel.ForEachAsync(identities, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (identity, cancellationToken) =>
        {
            using var answer = await http.GetAsync($"/csms/chargers/{identity}", cancellationToken);
            var charger = answer.IsSuccessStatusCode
                ? await answer.Content.ReadFromJsonAsync(CsmsJson.Default.ChargerView, cancellationToken)
                : null;
            if (charger is not { Connected: true } || charger.LastSeenAt < since)
            {
                lock (silent)
                {
                    silent.Add(identity);
                }
            }
        });
        return silent;
    }

    public void Dispose() => http.Dispose();
}
