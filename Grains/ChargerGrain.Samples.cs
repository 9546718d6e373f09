using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>The part of a charger's grain that tells the silo which of the meter values it sends were answered.</summary>
sealed partial class ChargerGrain : ISampleSender
{
    SampleMark? samples;

    public DateTimeOffset SamplesUntil => silo.Samples.SentUntil;

    void ISampleSender.AllowLag() => Post(() =>
    {
        if (samples is null)
        {
            return;
        }

        // Twice as long as it takes now: a CSMS that gets slower and slower costs a write each time it is twice as slow.
        var now = Now;
        CatchUp(now);
        if (Charger.AnsweredBefore is { } answered && answered + Charger.Lag < now)
        {
            Apply(Charger.SetLag((now - answered) * 2), now);
        }
        else
        {
            samples.IsAsked = false;
        }

        Continue(now);
    });

    void ISampleSender.Resume() => Post(() => Continue(Now));

    /// <summary>Tells what a turn has come to. While something is to be stored, no more than what is stored allows.</summary>
    void TellSamples(DateTimeOffset now)
    {
        var answered = Charger.AnsweredBefore;
        if (samples is null)
        {
            if (answered is null || removed || superseded || leaving)
            {
                return;
            }

            samples = new(this, answered.Value);
            silo.Samples.Join(samples);
        }
        else if (IsPersisted && (answered is null || removed))
        {
            LeaveSamples();
            return;
        }
        else if (answered is { } before && (IsPersisted || before < samples.AnsweredBefore))
        {
            samples.AnsweredBefore = before;
        }

        if (answered <= now && answered > SamplesUntil)
        {
            silo.Samples.Wait(samples);
        }
    }

    void LeaveSamples()
    {
        if (samples is not null)
        {
            silo.Samples.Leave(samples);
            samples = null;
        }
    }

    /// <summary>The charger goes: as long as what is stored of it may say that it sends meter values, the silo counts it.</summary>
    void AbandonSamples()
    {
        if (samples is not null)
        {
            silo.Samples.Abandon(samples);
            samples = null;
        }
    }

    /// <summary>A charger that has caught up has no lag from the next write on.</summary>
    void EndLag()
    {
        if (samples is not null && Charger.Lag > TimeSpan.Zero && Charger.AnsweredBefore is { } answered && answered > Now
            && silo.Samples.TryCatchUp(samples, answered))
        {
            Charger.SetLag(TimeSpan.Zero);
        }
    }

    void LagStored(TimeSpan stored)
    {
        if (samples is not null)
        {
            samples.Lag = stored < Charger.Lag ? stored : Charger.Lag;
            samples.IsAsked = false;
        }
    }
}
