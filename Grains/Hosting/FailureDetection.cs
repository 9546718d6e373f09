using Orleans.Configuration;

namespace OcppLab.Grains;

/// <summary>How soon the silos of a cluster find out that one of them is dead. A silo whose process has ended misses three probes, a
/// second apart, and is dead then; one that is silent with its connections open is dead when nothing was heard of it for 12 s, and never
/// sooner, however many probes were late. Two silos have to agree where there are three or more.</summary>
static class FailureDetection
{
    /// <summary>Has a silo watch others, and be watched, at these times.</summary>
    public static ISiloBuilder UseFailureDetection(this ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(Apply);

        // A range of the grain directory is served on right after its silo was declared dead: what a dead silo would still write is
        // refused by the storage.
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
        return silo;
    }

    static void Apply(ClusterMembershipOptions options)
    {
        // Between the two according to how fast a silo has answered of late.
        options.MinProbeTimeout = TimeSpan.FromSeconds(1);
        options.MaxProbeTimeout = TimeSpan.FromSeconds(4);
        options.ProbeTimeout = TimeSpan.FromSeconds(1);

        // Orleans takes the greatest time-out this many times for how long a silo has to be silent.
        options.NumMissedProbesLimit = 3;
        options.NumVotesForDeathDeclaration = 2;
        options.DeathVoteExpirationTimeout = TimeSpan.FromSeconds(30);

        // A silo that starts has to reach every other whose row is fresher than 6 s, and watches those whose rows are older: so silos
        // that were killed together and do not all come back keep the others waiting no longer than that and three probes. An old row alone
        // makes no silo dead: the database may be what is away.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedTableIAmAliveLimit = 3;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
    }
}
