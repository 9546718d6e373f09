using OcppLab.Inventory;

namespace OcppLab.Tests.Inventory;

public sealed class LoadTestStoreTests : IDisposable
{
    readonly TempDatabase temp = new();

    LoadTestStore Store => new(temp.Database);

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task A_list_has_all_of_a_load_test_but_what_is_large()
    {
        var rows = Enumerable.Range(1, 3).Select(Row).ToList();
        foreach (var row in rows)
        {
            await Store.AddAsync(row, default);
            await Store.SaveAsync(row, null, default);
        }

        var page = await Store.PageAsync(TempDatabase.Org, 0, 2, default);

        Assert.Equal(3, page.Total);
        Assert.Equal([rows[2] with { Plan = "", Progress = null }, rows[1] with { Plan = "", Progress = null }], page.Data);
        Assert.Equal(rows[2], await Store.FindAsync(TempDatabase.Org, "load-3", default));
    }

    static LoadTestRow Row(int number) => new()
    {
        Id = $"load-{number}",
        OrganizationId = TempDatabase.Org,
        LocationId = $"loc-{number}",
        Name = "morning peak",
        Plan = "{}",
        Status = "finished",
        Verdict = "passed",
        Progress = "{}",
        CreatedAt = TempDatabase.Now.AddMinutes(number),
        StartedAt = TempDatabase.Now.AddMinutes(number).AddSeconds(1),
        FinishedAt = TempDatabase.Now.AddMinutes(number).AddSeconds(2),
    };
}
