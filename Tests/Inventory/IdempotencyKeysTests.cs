using Microsoft.Extensions.Time.Testing;
using OcppLab.Inventory;

namespace OcppLab.Tests.Inventory;

public sealed class IdempotencyKeysTests : IDisposable
{
    readonly TempDatabase temp = new();
    readonly FakeTimeProvider time = new(TempDatabase.Now);

    IdempotencyKeys Keys => new(temp.Database, time);

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task A_repeat_gets_the_first_answer_for_a_day()
    {
        Assert.Equal(KeyClaim.Granted, (await Keys.ClaimAsync("acme", "k", "hash", default)).Claim);
        await Keys.CompleteAsync("acme", "k", new(202, "application/json", "{}"u8.ToArray()), default);

        time.Advance(IdempotencyKeys.Retention - TimeSpan.FromSeconds(1));
        var (claim, answer) = await Keys.ClaimAsync("acme", "k", "hash", default);
        time.Advance(TimeSpan.FromSeconds(1));
        var later = await Keys.ClaimAsync("acme", "k", "hash", default);

        Assert.Equal(KeyClaim.Answered, claim);
        Assert.Equal((202, "application/json", "{}"), (answer!.Status, answer.ContentType, System.Text.Encoding.UTF8.GetString(answer.Body)));
        Assert.Equal(KeyClaim.Granted, later.Claim);
    }

    [Fact]
    public async Task A_key_is_for_one_request_of_one_organization()
    {
        await Keys.ClaimAsync("acme", "k", "hash", default);

        Assert.Equal(KeyClaim.OtherRequest, (await Keys.ClaimAsync("acme", "k", "other", default)).Claim);
        Assert.Equal(KeyClaim.Granted, (await Keys.ClaimAsync("other", "k", "other", default)).Claim);
    }

    [Fact]
    public async Task A_request_that_runs_is_not_started_twice_unless_its_process_seems_dead()
    {
        await Keys.ClaimAsync("acme", "k", "hash", default);

        var soon = await Keys.ClaimAsync("acme", "k", "hash", default);
        time.Advance(IdempotencyKeys.Lease);
        var late = await Keys.ClaimAsync("acme", "k", "hash", default);

        Assert.Equal(KeyClaim.InProgress, soon.Claim);
        Assert.Equal(KeyClaim.Granted, late.Claim);
    }

    [Fact]
    public async Task A_key_that_was_released_can_be_claimed_again()
    {
        await Keys.ClaimAsync("acme", "k", "hash", default);

        await Keys.ReleaseAsync("acme", "k", default);

        Assert.Equal(KeyClaim.Granted, (await Keys.ClaimAsync("acme", "k", "other", default)).Claim);
    }
}
