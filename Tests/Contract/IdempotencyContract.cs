using System.Net;
using OcppLab.Tests.Hosts;

namespace OcppLab.Tests.Contract;

/// <summary>What a client that repeats its requests relies on.</summary>
public abstract class IdempotencyContract(ContractHost host) : ContractSuite(host)
{
    string Start(string tag, int connector = 1) =>
        $$$"""{"target": {"location_id": "{{{LocationId}}}"}, "event": {"id_tag": "{{{tag}}}", "connector_id": {{{connector}}}}}""";

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_starts_no_second_session()
    {
        await AddChargersAsync(2);
        var first = await CommandAsync("start-session", Start("TAG"), "key-1");

        var second = await CommandAsync("start-session", Start("TAG"), "key-1");

        first.Expect(HttpStatusCode.Accepted);
        second.Expect(HttpStatusCode.Accepted);
        Assert.Equal(first.Text, second.Text);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_repeat_has_the_first_answers_headers()
    {
        async Task<Answer> CreateAsync()
        {
            var request = Post("/ocpp/locations", """{"name": "Depot"}""");
            request.Headers.Add("Idempotency-Key", "key-1");
            return await SendAsync(request);
        }

        var first = await CreateAsync();
        var second = await CreateAsync();

        first.Expect(HttpStatusCode.Created);
        second.Expect(HttpStatusCode.Created);
        Assert.Equal($"/ocpp/locations/{first.Json["id"]}", $"{first.Headers.Location}");
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(
            first.Headers.Select(header => header.Key).Append("Idempotency-Replayed").Order(), second.Headers.Select(header => header.Key).Order());
        Assert.Single(second.Headers.GetValues("Date"));
    }

    [Fact]
    public async Task Repeats_at_the_same_time_start_one_session()
    {
        await AddChargersAsync(2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CommandAsync("start-session", Start("TAG"), "key-1")));

        var accepted = answers.Where(answer => answer.Status == HttpStatusCode.Accepted).ToList();
        Assert.All(answers.Except(accepted), answer => Assert.Contains("key-1", answer.Refused(HttpStatusCode.Conflict)));
        Assert.Single(accepted.Select(answer => answer.Text).Distinct());
        Assert.Equal(2, (int)accepted[0].Json["queued_count"]!);
    }

    [Fact]
    public async Task A_key_is_for_one_request()
    {
        await AddChargersAsync(1);
        (await CommandAsync("start-session", Start("TAG"), "key-1")).Expect(HttpStatusCode.Accepted);

        Assert.Contains("key-1", (await CommandAsync("start-session", Start("OTHER"), "key-1")).Refused(HttpStatusCode.UnprocessableEntity));
        Assert.Contains("key-1", (await CommandAsync("start-transaction", Start("TAG"), "key-1")).Refused(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_request_that_failed_leaves_its_key_free()
    {
        (await CommandAsync("start-session", Start("TAG"), "key-1")).Refused(HttpStatusCode.NotFound);
        (await CommandAsync("start-session", Start(""), "key-2")).Refused(HttpStatusCode.UnprocessableEntity);
        await AddChargersAsync(1);

        (await CommandAsync("start-session", Start("TAG"), "key-1")).Expect(HttpStatusCode.Accepted);
        (await CommandAsync("start-session", Start("TAG", 2), "key-2")).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_key_is_forgotten_after_a_day()
    {
        await AddChargersAsync(1);
        (await CommandAsync("plug-connector", Start("TAG"), "key-1")).Expect(HttpStatusCode.Accepted);
        await Host.AdvanceAsync(TimeSpan.FromHours(25));

        var answer = await CommandAsync("plug-connector", Start("OTHER"), "key-1");

        Assert.False(answer.Headers.Contains("Idempotency-Replayed"));
        answer.Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Another_organizations_keys_are_its_own()
    {
        await AddChargersAsync(1);
        (await CommandAsync("plug-connector", Start("TAG"), "key-1")).Expect(HttpStatusCode.Accepted);
        var request = Post("/ocpp/commands/plug-connector", Start("TAG"));
        request.Headers.Authorization = new("Bearer", Token("another"));
        request.Headers.Add("Idempotency-Key", "key-1");

        (await SendAsync(request)).Refused(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_key_has_1_to_255_characters() =>
        Assert.Contains(
            "Idempotency-Key", (await CommandAsync("start-session", Start("TAG"), new string('k', 256))).Refused(HttpStatusCode.UnprocessableEntity));
}
