using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>A session from the cable to the last message.</summary>
public sealed class SessionTests
{
    public static TheoryData<OcppVersion> Versions => [OcppVersion.V16, OcppVersion.V201];

    [Fact]
    public void A_session_goes_through_every_status_and_message_in_order()
    {
        var fixture = ChargerFixture.Booted();

        Assert.True(fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(25), 20_000)).Accepted);
        fixture.Wait(60);

        Assert.Equal(
            [
                "Preparing", "Authorize TAG", "Started null", "Charging", "Updated 1", "Updated 1", "Ended 1", "Finishing", "Available",
            ],
            fixture.Sent.Select(Describe));
        var ended = fixture.Transactions.Last();
        Assert.Equal(StopReason.TimeLimitReached, ended.StopReason);
        Assert.Equal(ChargerFixture.Start.AddSeconds(25), ended.At);
    }

    [Theory, MemberData(nameof(Versions))]
    public void An_energy_limit_ends_at_exactly_that_energy(OcppVersion version)
    {
        foreach (var model in new[] { ChargerFixture.Ac, ChargerFixture.AcSinglePhase, ChargerFixture.Dc })
        {
            for (var seed = 0UL; seed < 20; seed++)
            {
                var fixture = ChargerFixture.Booted(version, model, seed);
                for (var session = 0; session < 2; session++)
                {
                    fixture.Do(new StartSession("TAG", 1, null, 3_500));
                    fixture.Wait(100_000);
                    var messages = fixture.Transactions.ToList();
                    Assert.Equal(3_500, messages[^1].MeterWh - messages.Last(message => message.Kind == TransactionEventKind.Started).MeterWh);
                    Assert.Equal(StopReason.EnergyLimitReached, messages[^1].StopReason);
                    Assert.Equal(ConnectorStatus.Available, fixture[1].Status);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_time_limit_ends_at_exactly_that_time(OcppVersion version)
    {
        var fixture = ChargerFixture.Booted(version);

        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(900), null));
        fixture.Wait(3_600);

        Assert.Equal(TimeSpan.FromSeconds(900), fixture.Transactions.Last().At - fixture.Transactions.First().At);
        Assert.Equal(89, fixture.Transactions.Count(message => message.Kind == TransactionEventKind.Updated));
    }

    [Fact]
    public void An_ordinary_session_writes_its_state_five_times()
    {
        var fixture = ChargerFixture.Booted();

        fixture.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(300), 20_000));
        fixture.Wait(400);

        Assert.Equal(5, fixture.Writes);
    }

    private static string Describe(OcppRequest message) => message switch
    {
        StatusMessage status => status.Status.ToString(),
        V16.AuthorizeRequest authorize => $"Authorize {authorize.IdTag}",
        V2.AuthorizeRequest authorize => $"Authorize {authorize.IdToken.IdToken}",
        TransactionMessage transaction => $"{transaction.Kind} {transaction.TransactionId ?? "null"}",
        _ => message.ActionName,
    };
}
