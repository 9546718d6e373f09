using OcppLab.Simulation;

namespace OcppLab.Tests.Simulation;

/// <summary>A session from the cable to the last message.</summary>
public sealed class SessionTests
{
    public static TheoryData<OcppVersion> Versions => [OcppVersion.V16, OcppVersion.V201];

    [Fact]
    public void A_session_goes_through_every_status_and_message_in_order()
    {
        var lab = Lab.Booted();

        Assert.True(lab.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(25), 20_000)).Accepted);
        lab.Wait(60);

        Assert.Equal(
            [
                "Preparing", "Authorize TAG", "Started null", "Charging", "Updated 1", "Updated 1", "Ended 1", "Finishing", "Available",
            ],
            lab.Sent.Select(Describe));
        var ended = lab.Transactions.Last();
        Assert.Equal(StopReason.TimeLimitReached, ended.StopReason);
        Assert.Equal(Lab.Start.AddSeconds(25), ended.At);
    }

    [Theory, MemberData(nameof(Versions))]
    public void An_energy_limit_ends_at_exactly_that_energy(OcppVersion version)
    {
        foreach (var model in new[] { Lab.Ac, Lab.AcSinglePhase, Lab.Dc })
        {
            for (var seed = 0UL; seed < 20; seed++)
            {
                var lab = Lab.Booted(version, model, seed);
                for (var session = 0; session < 2; session++)
                {
                    lab.Do(new StartSession("TAG", 1, null, 3_500));
                    lab.Wait(100_000);
                    var messages = lab.Transactions.ToList();
                    Assert.Equal(3_500, messages[^1].MeterWh - messages.Last(message => message.Kind == TransactionEventKind.Started).MeterWh);
                    Assert.Equal(StopReason.EnergyLimitReached, messages[^1].StopReason);
                    Assert.Equal(ConnectorStatus.Available, lab[1].Status);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_time_limit_ends_at_exactly_that_time(OcppVersion version)
    {
        var lab = Lab.Booted(version);

        lab.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(900), null));
        lab.Wait(3_600);

        Assert.Equal(TimeSpan.FromSeconds(900), lab.Transactions.Last().At - lab.Transactions.First().At);
        Assert.Equal(89, lab.Transactions.Count(message => message.Kind == TransactionEventKind.Updated));
    }

    [Fact]
    public void An_ordinary_session_writes_its_state_five_times()
    {
        var lab = Lab.Booted();

        lab.Do(new StartSession("TAG", 1, TimeSpan.FromSeconds(300), 20_000));
        lab.Wait(400);

        Assert.Equal(5, lab.Writes);
    }

    private static string Describe(ChargerMessage message) => message switch
    {
        StatusMessage status => status.Status.ToString(),
        AuthorizeMessage authorize => $"Authorize {authorize.IdToken.Value}",
        TransactionMessage transaction => $"{transaction.Kind} {transaction.TransactionId ?? "null"}",
        _ => message.GetType().Name,
    };
}
