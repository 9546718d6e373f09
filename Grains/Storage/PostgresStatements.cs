namespace OcppLab.Grains;

/// <summary>The statements of <see cref="PostgresStateStorage"/>.</summary>
static class PostgresStatements
{
    public const string SelectStates = """
        SELECT charger_id, version, awake, state, writer, answered_before, sent_until
        FROM charger_states LEFT JOIN sample_leases ON process = left(writer::text, 18) WHERE charger_id = ANY($1)
        """;

    // A silo that was declared dead writes nothing: the lock on its row makes the declaration wait for this statement, or this
    // statement see it. A session's row is written only with its charger's state.
    public const string WriteStates = """
        WITH silo AS (
          SELECT Status FROM OrleansMembershipTable
          WHERE DeploymentId = $1 AND Address = $2 AND Port = $3 AND Generation = $4 FOR SHARE),
        written AS (
          INSERT INTO charger_states AS c (charger_id, version, writer, awake, state)
          SELECT * FROM unnest($5, $6, $7, $8, $9) WHERE NOT EXISTS (SELECT FROM silo WHERE Status = 6)
          ON CONFLICT (charger_id) DO UPDATE SET
            version = excluded.version, writer = excluded.writer, awake = excluded.awake, state = excluded.state
          WHERE c.version = excluded.version - 1 OR c.writer = excluded.writer
          RETURNING charger_id),
        removed AS (
          DELETE FROM charger_states WHERE charger_id = ANY($10) AND NOT EXISTS (SELECT FROM silo WHERE Status = 6)),
        stored AS (
          SELECT charger_id FROM written UNION ALL SELECT * FROM unnest($10) WHERE NOT EXISTS (SELECT FROM silo WHERE Status = 6)),
        sessions AS (
          INSERT INTO sessions (id, organization_id, location_id, charger_id, identity, connector_id, id_tag,
            transaction_id, started_at, stopped_at, energy_wh, stop_reason, command_id, outcome, outcome_at, reason)
          SELECT * FROM unnest($11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26) AS s (id, organization_id,
            location_id, charger_id, identity, connector_id, id_tag, transaction_id, started_at, stopped_at, energy_wh, stop_reason,
            command_id, outcome, outcome_at, reason)
          WHERE s.charger_id IN (SELECT charger_id FROM stored)
          ON CONFLICT (id) DO UPDATE SET
            transaction_id = excluded.transaction_id, started_at = excluded.started_at, stopped_at = excluded.stopped_at,
            energy_wh = excluded.energy_wh, stop_reason = excluded.stop_reason, outcome = excluded.outcome,
            outcome_at = excluded.outcome_at, reason = COALESCE(excluded.reason, sessions.reason))
        SELECT charger_id FROM stored
        """;

    // What a charger writes of a command holds only if its state was written just now, and what others write if the location is there.
    public const string WriteCommands = """
        INSERT INTO commands (organization_id, id, location_id, charger_id, event_type, requested_at, targeted, payload, targets)
        SELECT organization_id, id, location_id, charger_id, event_type, requested_at, targeted, payload, targets
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS c (organization_id, id, location_id, charger_id, event_type,
          requested_at, targeted, payload, targets, writer, version)
        WHERE CASE WHEN writer IS NULL
          THEN EXISTS (SELECT FROM locations l WHERE l.id = c.location_id AND l.organization_id = c.organization_id)
          ELSE EXISTS (SELECT FROM charger_states s WHERE s.charger_id = c.charger_id AND s.writer = c.writer AND s.version = c.version) END
        ON CONFLICT (organization_id, id) DO UPDATE SET targeted = excluded.targeted, targets = excluded.targets
        """;

    public const string WriteOutcomes = """
        INSERT INTO command_outcomes (command_id, charger_id, organization_id, identity, outcome, at, reason)
        SELECT command_id, charger_id, organization_id, identity, outcome, at, reason
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS o (command_id, charger_id, organization_id, identity, outcome, at, reason,
          writer, version)
        WHERE writer IS NULL
          OR EXISTS (SELECT FROM charger_states s WHERE s.charger_id = o.charger_id AND s.writer = o.writer AND s.version = o.version)
        ON CONFLICT (command_id, charger_id) DO UPDATE SET outcome = excluded.outcome, at = excluded.at, reason = excluded.reason
        """;

    public const string WriteLease = """
        WITH silo AS (
          SELECT Status FROM OrleansMembershipTable
          WHERE DeploymentId = $1 AND Address = $2 AND Port = $3 AND Generation = $4 FOR SHARE)
        INSERT INTO sample_leases (process, answered_before, sent_until)
        SELECT $5, $6, $7 WHERE NOT EXISTS (SELECT FROM silo WHERE Status = 6)
        ON CONFLICT (process) DO UPDATE SET answered_before = excluded.answered_before, sent_until = excluded.sent_until
        RETURNING process
        """;

    public const string SelectRevisions = "SELECT id, organization_id, revision FROM locations WHERE id = ANY($1)";

    public const string AddCommands = """
        INSERT INTO pending_commands (location_id, command_id, request)
        SELECT a.location_id, a.command_id, a.request
        FROM unnest($1, $2, $3, $4) AS a (location_id, organization_id, command_id, request)
        JOIN locations l ON l.id = a.location_id AND l.organization_id = a.organization_id
        ON CONFLICT DO NOTHING
        """;

    public const string UpdateCommands = """
        UPDATE pending_commands p SET request = u.request
        FROM unnest($1, $2, $3) AS u (location_id, command_id, request)
        WHERE p.location_id = u.location_id AND p.command_id = u.command_id
        """;

    public const string RemoveCommands = """
        DELETE FROM pending_commands p USING unnest($1, $2) AS r (location_id, command_id)
        WHERE p.location_id = r.location_id AND p.command_id = r.command_id
        """;
}
